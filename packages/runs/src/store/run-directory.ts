import { join } from "node:path";

import type { EpochRecord, Snapshot, StepRecord, TrainOutcome } from "@assay/training/events";
import { atomicWrite } from "./atomic-write.ts";
import { CHAIN_FILE, encodeChain } from "./chain.ts";
import { writeBest, writeCheckpoint } from "./checkpoints.ts";
import { type Files, nodeFiles } from "./files.ts";
import { createMetricsFile } from "./metrics-file.ts";
import { encodeDescription, MODEL_FILE } from "./model-description.ts";
import { openFolder } from "./open-folder.ts";
import { hashOfText, PREDICTIONS_FILE, predictionsCsv } from "./predictions.ts";
import { quietly } from "./quietly.ts";
import { encodeRecord, type Git, outcomeFields, type RunRecord, reachedFields } from "./record.ts";
import type { RunRequest } from "./run-request.ts";
import { WEIGHTS_FILE, weightPieces } from "./weights-file.ts";
import { encodeWorst, WORST_FILE } from "./worst.ts";

/**
 * A run being written; each file is whole at every moment. `finish` ends it and releases the lock; where that throws, or
 * the training did, `fail` does.
 */
export interface RunDirectory {
  /** Where it is written: the run's folder, or one beside it while a finished run is repeated. */
  readonly path: string;
  /** Adds a finished epoch, or a step, to metrics.jsonl, which is written at most once a second. */
  add(record: EpochRecord | StepRecord): void;
  /**
   * Saves a training's state; the latest one that was saved last is not saved again.
   * @throws ResultError naming the file: the states saved before are untouched
   */
  keep(snapshot: Snapshot, why: "latest" | "best"): Promise<void>;
  /** Writes what a training left behind but its state, run.json last. @param seconds see RunRecord */
  finish(outcome: TrainOutcome, seconds: number, git?: Git | null): RunRecord;
  /** Records that the work could not be done, with what was reached. @param outcome of a training that is over */
  fail(error: unknown, seconds: number, outcome?: TrainOutcome): RunRecord;
}

/**
 * Opens the directory of a run and locks it. At its beginning a new folder that holds spec.yaml, resolved.yaml and a run.json
 * of status "running" takes the place of whatever an earlier attempt left there; a run that goes on keeps its folder.
 *
 * @throws RefusedError when the run is being trained elsewhere, or its folder holds a file that is none of ours; ResultError when
 *   a file cannot be written.
 */
export function openRun(request: RunRequest, files: Files = nodeFiles): RunDirectory {
  const { loaded, from, begins } = request;
  const { keep } = loaded.spec.training.checkpoint ?? { keep: 2 };
  const folder = openFolder(request, files);
  const { path, begun, identity, exchange, release } = folder;
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      release();
      throw error;
    }
  };
  const metrics = guarded(() => createMetricsFile(path, files, from ?? begins));
  let saved: string | undefined;

  let isWhole = false;
  const end = (record: RunRecord, done: boolean): RunRecord => {
    atomicWrite(join(path, "run.json"), encodeRecord(record), files);
    isWhole = done;
    exchange(done);
    release(); // where that fails, `fail` does
    return JSON.parse(encodeRecord(record)) as RunRecord;
  };

  return {
    path,
    add: metrics.add,
    async keep(snapshot, why) {
      metrics.write(); // a state on the disk never knows of more than metrics.jsonl does
      const checkpoint = { ...identity, snapshot };
      if (why === "best") return writeBest(path, checkpoint, files);
      const { position, stopped_early } = snapshot;
      const state = JSON.stringify({ position, stopped_early });
      if (keep === 0 || state === saved) return;
      await writeCheckpoint(path, checkpoint, keep, files);
      saved = state;
    },
    finish(outcome, seconds, git) {
      metrics.write();
      if (outcome.status === "diverged" || (outcome.status === "interrupted" && !outcome.snapshot)) {
        // Nothing with a NaN or an infinity in it is saved; what is there is of an interruption before.
        for (const name of [WEIGHTS_FILE, MODEL_FILE]) files.remove(join(path, name));
      } else {
        const of = { run: begun.run, spec: loaded.hash, numerics: outcome.numerics };
        atomicWrite(join(path, WEIGHTS_FILE), weightPieces(of, outcome.weights), files);
        atomicWrite(join(path, MODEL_FILE), encodeDescription(outcome.model), files);
      }
      const predictions = outcome.predictions && predictionsCsv(outcome.predictions);
      if (predictions !== undefined) atomicWrite(join(path, PREDICTIONS_FILE), predictions, files);
      const worst = outcome.worst && encodeWorst(outcome.worst);
      if (worst !== undefined) atomicWrite(join(path, WORST_FILE), worst, files);
      if (outcome.links.length > 0) atomicWrite(join(path, CHAIN_FILE), encodeChain(outcome.links), files);
      const fields = outcomeFields(outcome, begun.hashes);
      const hashes = { ...fields.hashes, ...(predictions !== undefined && { predictions: hashOfText(predictions) }) };
      const record = { ...begun, ...fields, hashes, seconds, ...(git !== undefined && { git }) };
      return end(record, outcome.status !== "interrupted");
    },
    fail(error, seconds, outcome) {
      quietly(metrics.write);
      const reached = outcome ? outcomeFields(outcome, begun.hashes) : reachedFields(metrics.last());
      const message = error instanceof Error ? error.message : String(error);
      const record: RunRecord = { ...begun, ...reached, status: "failed", seconds, error: message };
      try {
        // A repetition that is whole and could not take its place stays as it is.
        return isWhole ? record : end(record, false);
      } catch {
        return record; // what was reached can at least be shown
      } finally {
        release();
      }
    },
  };
}
