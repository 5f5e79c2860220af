import type { LoadedSpec } from "@assay/experiment";
import type { MetricInfo, Snapshot, StepRecord } from "@assay/training/events";
import { hashOfText } from "./predictions.ts";
import type { StoredRun } from "./read-run.ts";
import type { Ancestry, Machine, RunRecord, Versions } from "./record.ts";

/** Where a training goes on in its own folder. */
export interface Origin {
  readonly snapshot: Snapshot;
  /** What its folder held before; undefined where it held nothing that can be read. */
  readonly stored?: StoredRun | undefined;
}

/** What a new run begins with: another run's state. */
export interface Beginning {
  readonly snapshot: Snapshot;
  /** That of its best epoch up to there, which no later one need surpass. */
  readonly best?: Snapshot | undefined;
  /** The recorded steps up to there. */
  readonly steps?: readonly StepRecord[] | undefined;
}

/** What a run directory must know of a training before its first step. */
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
  readonly flags?: RunRecord["flags"];
  /** Train again what is finished: it stays until this one is. */
  readonly repeat?: boolean;
  /** Where the training goes on, and what its folder held before. Default: it begins, in a new folder. */
  readonly from?: Origin;
  /** Where it begins. Default: before the first step. */
  readonly begins?: Beginning;
  /** Of a fork, whether it begins or goes on: no other place is asked, as what a folder says may be damaged. */
  readonly ancestry?: Ancestry;
}

/** What run.json says from the first moment on. */
export const runningRecord = (request: RunRequest, path: string, run: string): RunRecord => ({
  run,
  path,
  status: "running",
  name: request.loaded.spec.name,
  seed: request.loaded.spec.seed,
  epochs: 0,
  steps: 0,
  threads: request.threads,
  numerics: request.numerics,
  hashes: {
    spec: request.loaded.hash,
    ...sourceOf(request),
    data: request.data,
    initial_weights: null,
    final_weights: null,
  },
  metrics: request.metrics,
  train: null,
  validation: null,
  test: null,
  seconds: null,
  train_seconds: null,
  samples_per_second: null,
  parameters: null,
  test_evaluations: 0,
  started: request.from?.stored?.record.started ?? request.started.toISOString(),
  machine: request.machine,
  versions: request.versions,
  ...(request.flags && { flags: request.flags }),
  ...(request.from?.stored && { resumed: (request.from.stored.record.resumed ?? 0) + 1 }),
  ...(request.ancestry && { ancestry: request.ancestry }),
});

/** The hash of spec.yaml, which stays where a training goes on in its folder. */
function sourceOf({ loaded, from }: RunRequest): { readonly source?: string } {
  if (!from?.stored) return { source: hashOfText(loaded.source) };
  const { source } = from.stored.record.hashes;
  return source === undefined ? {} : { source };
}
