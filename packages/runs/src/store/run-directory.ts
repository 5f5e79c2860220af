import { join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import type { EpochRecord, MetricInfo, StepRecord, TrainOutcome } from "@assay/training/events";
import { atomicWrite } from "./atomic-write.ts";
import { type Files, nodeFiles } from "./files.ts";
import { acquireLock } from "./lock.ts";
import { encodeDescription, MODEL_FILE } from "./model-description.ts";
import { checkFolder, experimentFolder, runName } from "./names.ts";
import { checkOurs } from "./own-files.ts";
import { predictionsCsv } from "./predictions.ts";
import { quietly } from "./quietly.ts";
import { encodeRecord, type Machine, outcomeFields, type RunRecord, type Versions } from "./record.ts";
import { replaceFolder } from "./replace-folder.ts";
import { encodeSafetensors } from "./safetensors.ts";
import { encodeWorst, WORST_FILE } from "./worst.ts";

export interface RunRequest {
  /** The results folder. */
  readonly results: string;
  readonly loaded: LoadedSpec;
  /** The fingerprint of the data: SHA-256 (hex). */
  readonly data: string;
  readonly numerics: "fused" | "strict";
  readonly metrics: readonly MetricInfo[];
  readonly threads: number;
  readonly started: Date;
  readonly machine: Machine;
  readonly versions: Versions;
}

/**
 * A run being written; each file is whole at every moment. `finish` ends it and releases the lock; where that throws, or
 * the training did, `fail` does.
 */
export interface RunDirectory {
  readonly path: string;
  /** Adds a finished epoch, or a step, to metrics.jsonl, which is written at most once a second. */
  add(record: EpochRecord | StepRecord): void;
  /** Writes what a training left behind, run.json last. @param seconds see RunRecord */
  finish(outcome: TrainOutcome, seconds: number): RunRecord;
  /** Records that the work could not be done. */
  fail(error: unknown, seconds: number): RunRecord;
}

/**
 * Opens the directory of a run: locks it, and puts a new folder that holds spec.yaml, resolved.yaml and a run.json of
 * status "running" instead of whatever an earlier attempt left there.
 *
 * @throws RefusedError when the run is being trained elsewhere, or its folder holds a file that is none of ours; ResultError when
 *   a file cannot be written.
 */
export function openRun(request: RunRequest, files: Files = nodeFiles): RunDirectory {
  const { loaded, data, numerics } = request;
  const run = runName({ seed: loaded.spec.seed, spec: loaded.hash, data, numerics });
  const experiment = experimentFolder(request.results, loaded.spec.name, files);
  const path = join(experiment, run);
  checkFolder(path);
  const release = acquireLock(experiment, run);
  const begun = runningRecord(request, path, `${loaded.spec.name}/${run}`);
  try {
    checkOurs(path);
    replaceFolder(experiment, run, files, (folder) => {
      atomicWrite(join(folder, "spec.yaml"), loaded.source, files);
      atomicWrite(join(folder, "resolved.yaml"), loaded.resolved, files);
      atomicWrite(join(folder, "run.json"), encodeRecord(begun), files);
    });
  } catch (error) {
    release();
    throw error;
  }

  let metrics = "";
  let written = { length: 0, at: Number.NEGATIVE_INFINITY };
  let timer: NodeJS.Timeout | undefined;
  const writeMetrics = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (metrics.length === written.length) return;
    atomicWrite(join(path, "metrics.jsonl"), metrics, files); // whole: an append could be seen half done
    written = { length: metrics.length, at: performance.now() };
  };
  const end = (record: RunRecord): RunRecord => {
    try {
      atomicWrite(join(path, "run.json"), encodeRecord(record), files);
    } finally {
      release();
    }
    return JSON.parse(encodeRecord(record)) as RunRecord;
  };

  return {
    path,
    add(record) {
      metrics += `${JSON.stringify(record)}\n`;
      if (performance.now() - written.at >= LEAST_PAUSE) writeMetrics();
      // What comes too soon is written a little later; if that fails, the next write says so.
      else timer ??= setTimeout(() => quietly(writeMetrics), LEAST_PAUSE).unref();
    },
    finish(outcome, seconds) {
      writeMetrics();
      if (outcome.status !== "diverged") {
        const metadata = { format: "assay", run: begun.run, spec: loaded.hash, numerics: outcome.numerics, ...LAYOUT };
        atomicWrite(join(path, "model.safetensors"), encodeSafetensors({ tensors: outcome.weights, metadata }), files);
        atomicWrite(join(path, MODEL_FILE), encodeDescription(outcome.model), files);
      }
      if (outcome.predictions) atomicWrite(join(path, "predictions.csv"), predictionsCsv(outcome.predictions), files);
      const worst = outcome.worst && encodeWorst(outcome.worst);
      if (worst !== undefined) atomicWrite(join(path, WORST_FILE), worst, files);
      return end({ ...begun, ...outcomeFields(outcome, loaded.hash), seconds });
    },
    fail(error, seconds) {
      quietly(writeMetrics);
      return end({
        ...begun,
        status: "failed",
        seconds,
        error: error instanceof Error ? error.message : String(error),
      });
    },
  };
}

/** Milliseconds between two writes of metrics.jsonl: a thousand short epochs must not wait for the disk each. */
const LEAST_PAUSE = 1000;

/** How weights lie in model.safetensors: not as in PyTorch, whose are [out, in] and [out, in / groups, row, column]. */
const LAYOUT = {
  "layout.linear.weight": "[in, out]",
  "layout.conv2d.weight": "[kernel row, kernel column, in / groups, out]",
} as const;

/** What run.json says from the first moment on. */
const runningRecord = (request: RunRequest, path: string, run: string): RunRecord => ({
  run,
  path,
  status: "running",
  name: request.loaded.spec.name,
  seed: request.loaded.spec.seed,
  epochs: 0,
  steps: 0,
  threads: request.threads,
  numerics: request.numerics,
  hashes: { spec: request.loaded.hash, data: request.data, initial_weights: null, final_weights: null },
  metrics: request.metrics,
  train: null,
  validation: null,
  test: null,
  seconds: null,
  train_seconds: null,
  samples_per_second: null,
  parameters: null,
  test_evaluations: 0,
  started: request.started.toISOString(),
  machine: request.machine,
  versions: request.versions,
});
