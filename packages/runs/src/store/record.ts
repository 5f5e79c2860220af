import type { ClassFigures, Divergence, MetricInfo, Status, TrainOutcome } from "@assay/training/events";

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
    readonly data: string | null;
    readonly initial_weights: string | null;
    readonly final_weights: string | null;
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
  /** Where something is measured by class: of the test split, or of the validation split where there is no test. */
  readonly classes?: readonly ClassFigures[];
  /** Where early stopping has ended it before its last epoch; the weights are those of the last one. */
  readonly stopped_early?: true;
  readonly divergence?: Divergence;
  readonly error?: string;
}

/** The fields of a record that a training decides. */
export function outcomeFields(outcome: TrainOutcome, spec: string) {
  return {
    status: outcome.status,
    epochs: outcome.epochs,
    steps: outcome.steps,
    threads: outcome.threads,
    numerics: outcome.numerics,
    hashes: { spec, ...outcome.hashes },
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

/** A record as run.json keeps it: JSON has no NaN and no infinity, they become null. */
export const encodeRecord = (record: RunRecord): string => `${JSON.stringify(record, null, 2)}\n`;
