import { duration } from "@assay/reports/text";
import { LOSS } from "@assay/runs/store";
import type { SettingRow, SweepMetric } from "@assay/sweeps";
import type { MetricInfo } from "@assay/training/events";
import { shorten } from "./columns.ts";
import { intervalColumn } from "./interval-column.ts";
import { metricText } from "./metric-text.ts";
import { rankedMetric } from "./ranked-metric.ts";
import { settingText } from "./setting-text.ts";
import type { Column } from "./table.ts";

/** Characters of a parameter's name. */
const LONGEST = 60;

/** What the rows set: a column a parameter. */
export function setsColumns<R extends Pick<SettingRow, "sets">>(rows: readonly R[], unicode: boolean): Column<R>[] {
  const keys = [...new Set(rows.flatMap(({ sets }) => Object.keys(sets)))];
  return keys.map((key) => ({
    key: `sets.${key}`,
    title: shorten(key, LONGEST, unicode),
    align: rows.every(({ sets }) => !(key in sets) || typeof sets[key] === "number") ? "right" : "left",
    text: ({ sets }) => (key in sets ? settingText(sets[key]) : "-"),
  }));
}

/** The columns of the table of settings: what each one sets, the metric over its seeds, cost. */
export function sweepColumns(
  rows: readonly SettingRow[],
  ranked: SweepMetric,
  metrics: readonly MetricInfo[],
  unicode: boolean,
): Column<SettingRow>[] {
  const right = "right" as const;
  const repeats = Math.max(1, ...rows.map(({ seeds }) => seeds.length));
  const primary = rankedMetric(metrics, ranked) ?? LOSS;
  const others = [...metrics, LOSS].filter((metric) => metric !== primary);
  const column = (key: string, title: string, text: Column<SettingRow>["text"], more: object = {}) =>
    ({ key, title, align: right, text, ...more }) as Column<SettingRow>;
  return [
    column("setting", "setting", ({ setting }) => String(setting), { drop: 4 }),
    ...setsColumns(rows, unicode),
    column("mean", `val ${primary.name}`, ({ mean }, p) => metricText(primary, { [primary.name]: mean }, p), {
      better: primary.better,
    }),
    ...(repeats > 1
      ? [
          column("sd", unicode ? "± sd" : "+/- sd", ({ sd }, p) => metricText(primary, { [primary.name]: sd }, p), {
            drop: 9,
          }),
          intervalColumn<SettingRow>(primary, unicode, 8),
          column("n", "n", ({ n }) => String(n), { drop: 5 }),
        ]
      : []),
    ...others.map((metric) =>
      column(
        `validation.${metric.name}`,
        `val ${metric.name}`,
        ({ validation }, p) => metricText(metric, validation, p),
        {
          better: metric.better,
          drop: 7,
        },
      ),
    ),
    column("epochs", "epochs", ({ epochs }) => String(epochs), { drop: 5 }),
    column("seconds", "seconds", ({ seconds }) => duration(seconds), { drop: 3 }),
    column("status", "status", ({ status }) => status, { align: "left", drop: 6 }),
  ];
}
