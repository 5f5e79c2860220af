import type { SweepRow, TrialOutcome } from "@assay/runs";
import type { SweepMetric } from "../sweep/types.ts";
import { count, duration, loss, percent } from "./numbers.ts";
import { safeText } from "./safe-text.ts";
import { settingText } from "./setting-text.ts";
import type { Column } from "./table.ts";
import type { Screen } from "./terminal.ts";

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
