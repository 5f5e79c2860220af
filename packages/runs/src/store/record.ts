import type { ClassFigures, Divergence, EpochRecord, MetricInfo, Status, TrainOutcome } from "@assay/training/events";
import { runName } from "./names.ts";

/** A split's metrics as JSON can hold them: what is not finite is null. */
export interface StoredMetrics {
  readonly loss: number | null;
  readonly [metric: string]: number | null;
}

/** What records say that were written when accuracy was the only metric. */
export const ACCURACY_ALONE: readonly MetricInfo[] = [{ name: "accuracy", better: "higher", shown: "percent" }];

/** The loss as a metric, which every run has without naming it. */
export const LOSS: MetricInfo = { name: "loss", better: "lower", shown: "number" };

/** Where a run was made. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly os: string;
  readonly node: string;
  /** Absent from records of earlier versions. */
  readonly v8?: string;
}

/** The state of the repository that the spec lies in. */
export interface Git {
  readonly commit: string;
  /** Whether files that it keeps were changed since. */
  readonly dirty: boolean;
}

/** Where a run has its first epochs from. */
export interface Ancestry {
  /** `<experiment>/<run>` of the run that was forked. */
  readonly run: string;
  /** The last epoch that the two share. */
  readonly epoch: number;
  /** The link of that epoch: see ChainLink. */
  readonly chain: string;
  /** What was changed: --set's values. */
  readonly set: readonly string[];
}

/** A run whose predictions are in an ensemble's. */
export interface EnsembleMember {
  /** `<experiment>/<run>` */
  readonly run: string;
  readonly seed: number;
  /** What tells its training from every other: of its spec, its weights and, of a fork, the link that it starts from. */
  readonly hashes: { readonly spec: string; readonly final_weights: string; readonly fork?: string };
  readonly test: StoredMetrics;
}

/** What run.json says of an ensemble beside what it says of a run. */
export interface Ensemble {
  /** What was averaged: of classes the shares of the softmax, or the outputs where they make no probabilities. */
  readonly average: "probabilities" | "outputs" | "values";
  /** In the order in which they were added up, which follows from what they are. */
  readonly members: readonly EnsembleMember[];
}

/** What made a run: numerics is the version of the kernels' results, equal bits from equal specs. */
export interface Versions {
  readonly assay: string;
  readonly numerics: string;
}

/** run.json, and what `--json` prints. Times are seconds of wall time. */
export interface RunRecord {
  /** `<experiment>/<run>` */
  readonly run: string;
  readonly path: string;
  readonly status: Status | "running";
  readonly name: string;
  readonly seed: number;
  readonly epochs: number;
  readonly steps: number;
  readonly threads: number;
  readonly numerics: "fused" | "strict";
  readonly hashes: {
    readonly spec: string;
    /** Of spec.yaml, byte for byte, which need not be the whole spec; absent from records of earlier versions. */
    readonly source?: string;
    readonly data: string | null;
    readonly initial_weights: string | null;
    readonly final_weights: string | null;
    /** Of predictions.csv, byte for byte; absent where there is none. */
    readonly predictions?: string;
    /** Of the last line of chain.jsonl. */
    readonly chain?: string;
  };
  /** What was measured beside the loss; the first is what tables rank by. */
  readonly metrics: readonly MetricInfo[];
  readonly train: StoredMetrics | null;
  readonly validation: StoredMetrics | null;
  readonly test: StoredMetrics | null;
  /** From the moment the spec was read to the result, the same in a run and in a sweep; builds are no part of it. */
  readonly seconds: number | null;
  readonly train_seconds: number | null;
  readonly samples_per_second: number | null;
  readonly parameters: number | null;
  readonly test_evaluations: number;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly machine: Machine;
  readonly versions: Versions;
  /** Flags that change the speed, and no bit. */
  readonly flags?: { readonly revectorize: boolean };
  /** Null where the spec lies in no repository, or git is not there. */
  readonly git?: Git | null;
  /** How often it was continued after an interruption. */
  readonly resumed?: number;
  /** Of a fork. */
  readonly ancestry?: Ancestry;
  /** Of an ensemble, which is not trained: its times and parameters are the sums of its members'. */
  readonly ensemble?: Ensemble;
  /** Where something is measured by class: of the test split, or of the validation split where there is no test. */
  readonly classes?: readonly ClassFigures[];
  /** Where early stopping has ended it before its last epoch; the weights are those of the last one. */
  readonly stopped_early?: true;
  readonly divergence?: Divergence;
  readonly error?: string;
}

/**
 * "<experiment>/<run>" as a record leads to it, wherever its folder is.
 * @param experiment the name in its spec
 */
export function recordedRun(experiment: string, { seed, numerics, ancestry, hashes }: RunRecord): string {
  const identity = { seed, spec: hashes.spec, data: hashes.data ?? "", numerics };
  return `${experiment}/${runName({ ...identity, ...(ancestry && { fork: ancestry.chain }) })}`;
}

/**
 * The fields of a record that a training decides.
 * @param given the hashes that were known before
 */
export function outcomeFields(outcome: TrainOutcome, { spec, source }: RunRecord["hashes"]) {
  return {
    status: outcome.status,
    epochs: outcome.epochs,
    steps: outcome.steps,
    threads: outcome.threads,
    numerics: outcome.numerics,
    hashes: { spec, ...(source !== undefined && { source }), ...outcome.hashes },
    metrics: outcome.metrics,
    train: outcome.train ?? null,
    validation: outcome.validation ?? null,
    test: outcome.test ?? null,
    train_seconds: outcome.train_seconds,
    samples_per_second: outcome.samples_per_second,
    parameters: outcome.parameters,
    test_evaluations: outcome.test_evaluations,
    ...(outcome.classes && { classes: outcome.classes }),
    ...(outcome.stopped_early && { stopped_early: outcome.stopped_early }),
    ...(outcome.divergence && { divergence: outcome.divergence }),
  } as const;
}

/** The fields that the last finished epoch of a training decides which came to no end. */
export const reachedFields = (last: EpochRecord | undefined) =>
  last && {
    ...{ epochs: last.epoch, steps: last.step, train: last.train },
    validation: last.validation ?? null,
  };

/** Training it again would give the same bits. */
export const isFinished = ({ status }: Pick<RunRecord, "status">): boolean =>
  status === "completed" || status === "diverged";

/** A record as run.json keeps it: JSON has no NaN and no infinity, they become null. */
export const encodeRecord = (record: RunRecord): string => `${JSON.stringify(record, null, 2)}\n`;
