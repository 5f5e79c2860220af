import type { RunRecord, StoredMetrics } from "../results/index.ts";
import type { SweepMetric, Trial } from "../sweep/types.ts";
import { count, duration, loss, percent } from "./numbers.ts";
import { safeText } from "./safe-text.ts";
import { settingText } from "./setting-text.ts";
import type { Column } from "./table.ts";
import type { Screen } from "./terminal.ts";

/** What became of a trial: its run, or the error that it crashed with. */
export interface TrialOutcome {
  readonly trial: Trial;
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

const NONE: StoredMetrics = { loss: null, accuracy: null };

/**
 * The trials, best first. What is ranked is the mean of the metric over the seeds of a setting, so that one lucky seed
 * does not win; the trials of a setting stay together. Settings with a trial that was not completed come last.
 */
export function rankTrials(outcomes: readonly TrialOutcome[], { name, goal }: SweepMetric): SweepRow[] {
  const sign = goal === "maximize" ? -1 : 1;
  const rows = outcomes.map(toRow);
  const value = (row: SweepRow): number | null =>
    row.status !== "completed" ? null : name === "validation.loss" ? row.validation.loss : row.validation.accuracy;
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

/** The columns of the table of trials: what each one sets, the metric's split, cost. */
export function sweepColumns(rows: readonly SweepRow[], { name }: SweepMetric): Column<SweepRow>[] {
  const right = "right" as const;
  const keys = Object.keys(rows[0]?.overrides ?? {});
  const seeds = new Set(rows.map((row) => row.seed)).size > 1;
  const sizes = new Set(rows.map((row) => row.parameters)).size > 1;
  const byLoss = name === "validation.loss";
  const mean: Column<SweepRow> = {
    key: "mean",
    title: `mean val ${byLoss ? "loss" : "accuracy"}`,
    align: right,
    text: (row, p) => (byLoss ? loss(row.mean, p + 2) : percent(row.mean, p)),
  };
  const parameters: Column<SweepRow> = {
    key: "parameters",
    title: "parameters",
    align: right,
    text: (row) => count(row.parameters),
  };
  const metrics: Column<SweepRow>[] = [
    {
      key: "validation.accuracy",
      title: "val accuracy",
      align: right,
      text: (row, p) => percent(row.validation.accuracy, p),
    },
    {
      key: "validation.loss",
      title: "val loss",
      align: right,
      text: (row, p) => loss(row.validation.loss, p + 2),
    },
  ];
  return [
    { key: "trial", title: "trial", align: right, text: (row) => String(row.trial) },
    ...keys.map((key): Column<SweepRow> => {
      const numbers = rows.every((row) => typeof row.overrides[key] === "number");
      return {
        key: `overrides.${key}`,
        title: key,
        align: numbers ? right : "left",
        text: (row) => settingText(row.overrides[key]),
      };
    }),
    ...(seeds ? [{ key: "seed", title: "seed", align: right, text: (row: SweepRow) => String(row.seed) }, mean] : []),
    ...(byLoss ? metrics.toReversed() : metrics),
    ...(sizes ? [parameters] : []),
    { key: "seconds", title: "seconds", align: right, text: (row) => duration(row.seconds) },
    { key: "status", title: "status", align: "left", text: (row) => row.status },
  ];
}

/** A finished trial in one line of progress. */
export function trialLine({ trial, record, found, error }: TrialOutcome, trials: number, { colors }: Screen): string {
  const number = `trial ${String(trial.index + 1).padStart(String(trials).length)}/${trials}`;
  const settings = Object.entries(trial.overrides).map(([key, value]) => `${key}=${settingText(value, false)}`);
  const reached =
    record?.status === "completed"
      ? `validation accuracy ${percent(record.validation?.accuracy)}, ${found ? "was there already" : duration(record.seconds)}`
      : colors.red(`${record?.status ?? "failed"}${error ? `: ${safeText(error)}` : ""}`);
  return [number, ...settings.map(safeText), `seed=${trial.seed}`, reached].join("  ");
}
