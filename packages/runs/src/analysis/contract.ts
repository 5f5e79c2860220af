import type { MetricInfo } from "@assay/training/events";
import type { StoredPredictions } from "../store/read-predictions.ts";
import type { Complete } from "../store/spec-of.ts";
import type { LeftOut } from "./groups.ts";

/** What rows are ranked and judged by; the loss is a metric named "loss" whose lower values are better. */
export interface Ranking {
  readonly split: "test" | "validation";
  readonly metric: MetricInfo;
}

/** The mean of each metric and of the loss on one split; null where a run has none. */
export type Means = Readonly<Record<string, number | null>>;

/** Values that are means over a group's seeds; null where a run has none. */
export interface Figures {
  readonly test: Means;
  readonly validation: Means;
  readonly seconds: number | null;
  readonly train_seconds: number | null;
  readonly samples_per_second: number | null;
}

/** One row: a run, or the seeds of a recipe. */
export interface ComparisonRow extends Figures {
  /** Its label, which no other row has. */
  readonly run: string;
  readonly name: string;
  readonly n: number;
  readonly seeds: readonly number[];
  /** "<experiment>/<run>", one a seed. */
  readonly runs: readonly string[];
  /** Their folders. */
  readonly paths: readonly string[];
  /** The settings in which the rows differ, by dotted key; null where a spec has no such key. */
  readonly changed: Readonly<Record<string, unknown>>;
  readonly parameters: number | null;
  /** Of an ensemble: the runs that it averages. It has no seed of its own, and none can be added. */
  readonly members: number | null;
  /** The standard deviation over the seeds, null for a single run. */
  readonly sd: Figures | null;
  /** 95 % interval of the mean over seeds of the ranking's metric (Student's t, of a share clipped to [0, 1]); null for one run. */
  readonly interval: readonly [number, number] | null;
  /** The ranking's metric, one a seed, in the order of `seeds`. */
  readonly values: readonly (number | null)[];
}

/** What became of a pair, of its first side against its second; undecided: there is too little to judge by. */
export type Outcome = "better" | "worse" | "undistinguished" | "undecided";

/** One pair judged: `a` is the reference (the best row, or the baseline), `b` the other. */
export interface Verdict {
  /** Labels of rows. */
  readonly a: string;
  readonly b: string;
  /** Of a against b. */
  readonly outcome: Outcome;
  /** a − b in the metric's unit: positive where a is larger. */
  readonly difference: number | null;
  /** 95 % interval of the difference. */
  readonly interval: readonly [number, number] | null;
  /** Two-sided. */
  readonly p: number | null;
  /** Corrected for all verdicts that are given together; equal to p where that is one. */
  readonly p_holm: number | null;
  /** "exact McNemar test on 10,000 test examples", "paired t over 3 seeds" … */
  readonly method: string | null;
  /** That one training of a beats one of b (Bouthillier et al. 2021); null for single runs. */
  readonly probability: number | null;
  /** About how many more seeds a recipe would tell the two apart; null where that is not asked, or no number would. */
  readonly more_seeds: number | null;
  /** The verdict in one sentence, percentages as points. */
  readonly text: string;
}

/** What `compareRuns` finds. */
export interface Comparison {
  readonly ranking: Ranking;
  /** What the runs measured. */
  readonly metrics: readonly MetricInfo[];
  /** Best first; the baseline's row is not moved. */
  readonly rows: readonly ComparisonRow[];
  /** The label of the baseline's row. */
  readonly baseline: string | null;
  readonly verdicts: readonly Verdict[];
  /** What the ranking is by, said before everything else. */
  readonly headline: string;
  /** Why these runs must not be compared, one sentence each; empty where they may. */
  readonly incomparable: readonly string[];
  /** What a reader must know beside the table. */
  readonly warnings: readonly string[];
  readonly left_out: readonly LeftOut[];
}

export interface CompareOptions {
  /** Fills in the defaults that specs of earlier versions lack; without, such a key counts as a difference. */
  readonly complete?: Complete | undefined;
  /** A metric's name, or "loss"; default: the first metric. */
  readonly metric?: string | undefined;
  /** Default: test where every run has it, else validation. */
  readonly split?: "test" | "validation" | undefined;
  /** What the others are judged against: a row's label, a run's name, or an experiment's name that one row alone has. */
  readonly baseline?: string | undefined;
  /** The test predictions of a run directory; default: its predictions.csv. */
  readonly predictions?: ((path: string) => StoredPredictions | undefined) | undefined;
  /** What a row is called, by the names of its runs. Default: the run's name, or the experiment's */
  readonly labelOf?: ((runs: readonly string[]) => string) | undefined;
}
