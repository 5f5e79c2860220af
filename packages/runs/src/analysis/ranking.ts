import type { RunRecord, StoredMetrics } from "../store/record.ts";

/** A trial as far as ranking needs it. */
interface RankedTrial {
  /** From 0. */
  readonly index: number;
  /** What it sets: path → value. */
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly seed: number;
}

/** What trials are ranked by: always of the validation split. */
interface RankingMetric {
  readonly name: string;
  readonly goal: "maximize" | "minimize";
}

/** What became of a trial: its run, or the error that it crashed with. */
export interface TrialOutcome<T extends RankedTrial = RankedTrial> {
  readonly trial: T;
  readonly found: boolean;
  readonly record?: RunRecord;
  readonly error?: string;
}

/** A row of the table of trials. The test split is left out: it never chooses. */
export interface SweepRow {
  /** From 1. */
  readonly trial: number;
  readonly run: string;
  readonly path: string;
  readonly status: RunRecord["status"];
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly validation: StoredMetrics;
  readonly train: StoredMetrics;
  /** Mean of the sweep's metric over the seeds of this setting; null where one of them was not completed. */
  readonly mean: number | null;
  readonly parameters: number | null;
  readonly seconds: number | null;
  readonly error: string | null;
}

const NONE: StoredMetrics = { loss: null };

/**
 * The trials, best first. What is ranked is the mean of the metric over the seeds of a setting, so that one lucky seed
 * does not win; the trials of a setting stay together. Settings with a trial that was not completed come last.
 */
export function rankTrials(outcomes: readonly TrialOutcome[], { name, goal }: RankingMetric): SweepRow[] {
  const sign = goal === "maximize" ? -1 : 1;
  const rows = outcomes.map(toRow);
  const key = name.replace(/^validation\./, "");
  const value = (row: SweepRow): number | null => (row.status !== "completed" ? null : (row.validation[key] ?? null));
  const setting = ({ overrides }: SweepRow): string => JSON.stringify(overrides);
  const ranked = rows.map((row): SweepRow => {
    const values = rows.filter((other) => setting(other) === setting(row)).map(value);
    const known = values.filter((found) => found !== null);
    const mean = known.length === values.length ? known.reduce((sum, found) => sum + found, 0) / known.length : null;
    return { ...row, mean };
  });
  const order = (found: number | null): number => (found === null ? Number.POSITIVE_INFINITY : sign * found);
  const rank = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
  return ranked.sort((a, b) => rank(order(a.mean), order(b.mean)) || a.trial - b.trial);
}

const toRow = ({ trial, record, error }: TrialOutcome): SweepRow => ({
  trial: trial.index + 1,
  run: record?.run ?? "-",
  path: record?.path ?? "-",
  status: record?.status ?? "failed",
  overrides: trial.overrides,
  seed: trial.seed,
  validation: record?.validation ?? NONE,
  train: record?.train ?? NONE,
  mean: null,
  parameters: record?.parameters ?? null,
  seconds: record?.seconds ?? null,
  error: error ?? record?.error ?? null,
});
