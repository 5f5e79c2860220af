import type { MetricInfo } from "./numbers.ts";

interface LeftOut {
  readonly run: string;
  readonly reason: string;
}
/** What rows are ranked and judged by. */
export interface Ranking {
  readonly split: "test" | "validation";
  readonly metric: MetricInfo;
} // the loss is { name: "loss", better: "lower", shown: "number" }

type Means = Readonly<Record<string, number | null>>;
interface Figures {
  readonly test: Means;
  readonly validation: Means;
  readonly seconds: number | null;
  readonly train_seconds: number | null;
  readonly samples_per_second: number | null;
} // as today

export interface ComparisonRow extends Figures {
  readonly run: string; // label, unique
  readonly name: string;
  readonly n: number;
  readonly seeds: readonly number[];
  readonly runs: readonly string[]; // "<experiment>/<run>" one a seed
  readonly paths: readonly string[]; // their folders
  readonly changed: Readonly<Record<string, unknown>>;
  readonly parameters: number | null;
  readonly sd: Figures | null;
  /** 95 % interval of the mean over seeds of the ranking's metric (Student's t); null for one run. */
  readonly interval: readonly [number, number] | null;
  /** The ranking's metric, one a seed, in the order of `seeds`. */
  readonly values: readonly (number | null)[];
}

/** One pair judged. `a` is the reference (the best row, or the baseline), `b` the other. */
export interface Verdict {
  readonly a: string;
  readonly b: string; // labels of rows
  readonly outcome: "better" | "worse" | "undistinguished" | "undecided"; // of a against b; undecided: too little to judge by, `text` says what is missing
  readonly difference: number | null; // a − b in the metric's unit, positive = a larger
  readonly interval: readonly [number, number] | null; // 95 % of the difference
  readonly p: number | null; // two-sided
  readonly p_holm: number | null; // corrected for all verdicts given; equal to p for a single one
  readonly method: string | null; // "exact McNemar test on 10,000 test examples", "paired t over 3 seeds", …
  readonly probability: number | null; // that one training of a beats one of b (Bouthillier et al. 2021)
  readonly more_seeds: number | null; // about how many more seeds a recipe would resolve `resolvable`
  readonly text: string; // the verdict in one sentence, in words, percentages as points
}

export interface Comparison {
  readonly ranking: Ranking;
  readonly metrics: readonly MetricInfo[];
  readonly rows: readonly ComparisonRow[]; // best first; the baseline's row is not moved
  readonly baseline: string | null; // label
  readonly verdicts: readonly Verdict[];
  /** Said before everything else: "Ranked by the test split, over 3 recipes: …" */
  readonly headline: string;
  /** Why these runs must not be compared, one sentence each; empty where they may. */
  readonly incomparable: readonly string[];
  readonly warnings: readonly string[]; // times on other machines …
  readonly left_out: readonly LeftOut[];
}
