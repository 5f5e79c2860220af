import { count, duration } from "@assay/reports/text";
import type { SweepRow, TrialOutcome } from "@assay/runs";
import { LOSS } from "@assay/runs/store";
import type { MetricInfo } from "@assay/training/events";
import type { SweepMetric } from "../sweep/types.ts";
import { metricText } from "./metric-text.ts";
import { safeText } from "./safe-text.ts";
import { settingText } from "./setting-text.ts";
import type { Column } from "./table.ts";
import type { Screen } from "./terminal.ts";

/** The columns of the table of trials: what each one sets, the metric's split, cost. */
export function sweepColumns(
  rows: readonly SweepRow[],
  { name }: SweepMetric,
  metrics: readonly MetricInfo[],
): Column<SweepRow>[] {
  const right = "right" as const;
  const keys = Object.keys(rows[0]?.overrides ?? {});
  const seeds = new Set(rows.map((row) => row.seed)).size > 1;
  const sizes = new Set(rows.map((row) => row.parameters)).size > 1;
  const wanted = name.replace(/^validation\./, "");
  const all: readonly MetricInfo[] = [...metrics, LOSS];
  // What the sweep ranks by stands first.
  const ranked = [...all.filter((metric) => metric.name === wanted), ...all.filter((metric) => metric.name !== wanted)];
  const [primary] = ranked as [MetricInfo];
  const mean: Column<SweepRow> = {
    key: "mean",
    title: `mean val ${primary.name}`,
    align: right,
    better: primary.better,
    text: (row, p) => metricText(primary, { [primary.name]: row.mean }, p),
  };
  const parameters: Column<SweepRow> = {
    key: "parameters",
    drop: 5,
    title: "parameters",
    align: right,
    text: (row) => count(row.parameters),
  };
  const columns = ranked.map(
    (metric, i): Column<SweepRow> => ({
      ...(i > 0 && { drop: 7 }),
      key: `validation.${metric.name}`,
      title: `val ${metric.name}`,
      align: right,
      better: metric.better,
      text: (row, p) => metricText(metric, row.validation, p),
    }),
  );
  return [
    { key: "trial", drop: 4, title: "trial", align: right, text: (row) => String(row.trial) },
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
    ...columns,
    ...(sizes ? [parameters] : []),
    { key: "seconds", drop: 3, title: "seconds", align: right, text: (row) => duration(row.seconds) },
    { key: "status", title: "status", align: "left", drop: 6, text: (row) => row.status },
  ];
}

/** A finished trial in one line of progress. */
export function trialLine({ trial, record, found, error }: TrialOutcome, trials: number, { colors }: Screen): string {
  const [primary] = record?.metrics ?? [];
  const figure = primary ? `validation ${primary.name} ${metricText(primary, record?.validation)}, ` : "";
  const number = `trial ${String(trial.index + 1).padStart(String(trials).length)}/${trials}`;
  const settings = Object.entries(trial.overrides).map(([key, value]) => `${key}=${settingText(value, false)}`);
  const reached =
    record?.status === "completed"
      ? `${figure}${found ? "was there already" : duration(record.seconds)}`
      : colors.red(`${record?.status ?? "failed"}${error ? `: ${safeText(error)}` : ""}`);
  return [number, ...settings.map(safeText), `seed=${trial.seed}`, reached].join("  ");
}
