import type { LoadedSpec, Location } from "@assay/experiment";

/** What a sweep ranks its trials by: always of the validation split, the test split never chooses. */
export interface SweepMetric {
  /** "validation.loss", or "validation." and the name of a metric. */
  readonly name: string;
  readonly goal: "maximize" | "minimize";
}

/** One experiment of a sweep. */
export interface Trial {
  /** From 0, in the order of the file: the last parameter varies fastest, seeds faster still. */
  readonly index: number;
  /** What this trial sets: path → value, in the order of the file. */
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly loaded: LoadedSpec;
}

/** A sweep with every trial validated. */
export interface Sweep {
  readonly file: string;
  /** The file as given. */
  readonly source: string;
  readonly method: "grid";
  readonly metric: SweepMetric;
  /** Where its name stands. */
  readonly metricAt: Location;
  /** Paths that vary, in the order of the file. */
  readonly parameters: readonly string[];
  readonly trials: readonly Trial[];
  /** How many trials the whole grid has; more than `trials` holds where `run_cap` cut it. */
  readonly total: number;
}
