import { count, duration } from "@assay/reports/text";
import type { ComparisonRow, Ranking } from "@assay/runs";
import { LOSS } from "@assay/runs/store";
import type { MetricInfo } from "@assay/training/events";
import { intervalColumn } from "./interval-column.ts";
import { metricText } from "./metric-text.ts";
import { settingText } from "./setting-text.ts";
import type { Column } from "./table.ts";

type Split = "test" | "validation";

/** In which order columns leave a narrow terminal, the highest first; settings move below the table. */
const DROP = { otherSplit: 6, otherMetric: 5, parameters: 4, seconds: 3, interval: 2, setting: 1 } as const;

/** A setting's column has this for a key, before the setting's own. */
export const SETTING = "changed.";

/**
 * The columns of a comparison: the settings that differ, what the rows are ranked by with its interval, the other metrics,
 * the other split, cost.
 */
export function comparisonColumns(
  rows: readonly ComparisonRow[],
  metrics: readonly MetricInfo[],
  { split, metric: ranked }: Ranking,
  unicode: boolean,
): Column<ComparisonRow>[] {
  const spread = unicode ? "±" : "+/-";
  const all = [...metrics, LOSS];
  const others = all.filter(({ name }) => name !== ranked.name);
  const other: Split = split === "test" ? "validation" : "test";
  const hasOther = rows.some((row) => row[other].loss !== null || row[other][ranked.name] !== null);
  const figure = (of: Split, metric: MetricInfo, drop?: number): Column<ComparisonRow> => ({
    key: `${of}.${metric.name}`,
    title: `${of === "test" ? "test" : "val"} ${metric.name}`,
    align: "right",
    better: metric.better,
    ...(drop !== undefined && { drop }),
    text: (row, precision) =>
      withSpread(metricText(metric, row[of], precision), row.sd && metricText(metric, row.sd[of], precision), spread),
  });
  return [
    { key: "run", title: "recipe", align: "left", text: (row) => row.run },
    ...settingColumns(rows, unicode),
    figure(split, ranked),
    ...(rows.some(({ interval }) => interval) ? [intervalColumn<ComparisonRow>(ranked, unicode, DROP.interval)] : []),
    ...others
      .filter((metric) => rows.some((row) => row[split][metric.name] != null))
      .map((metric) => figure(split, metric, DROP.otherMetric)),
    ...(hasOther ? [figure(other, ranked, DROP.otherSplit)] : []),
    {
      key: "parameters",
      title: "parameters",
      align: "right",
      drop: DROP.parameters,
      text: (row) => count(row.parameters),
    },
    {
      key: "seconds",
      title: "seconds",
      align: "right",
      drop: DROP.seconds,
      text: (row) => withSpread(duration(row.seconds), row.sd && duration(row.sd.seconds), spread),
    },
  ];
}

/** "99.31 %", or over seeds "99.31 ± 0.04 %". */
function withSpread(mean: string, sd: string | null, sign: string): string {
  if (sd === null || sd === "-") return mean;
  const unit = / \D+$/.exec(mean)?.[0] ?? "";
  return `${unit ? mean.slice(0, -unit.length) : mean} ${sign} ${sd.replace(/ \D+$/, "")}${unit}`;
}

function settingColumns(rows: readonly ComparisonRow[], unicode: boolean): Column<ComparisonRow>[] {
  return Object.keys(rows[0]?.changed ?? {}).map((key) => {
    const values = rows.map((row) => row.changed[key]);
    return {
      key: `${SETTING}${key}`,
      title: key,
      align: values.every((value) => typeof value === "number" || value === null) ? "right" : "left",
      drop: DROP.setting,
      text: (row) => settingText(row.changed[key], unicode),
    };
  });
}

/** Whether a setting is told in a few characters in every row: what is not stands below the table. */
export const isShort = (rows: readonly ComparisonRow[], { key, text }: Column<ComparisonRow>): boolean => {
  if (!key.startsWith(SETTING)) return true;
  const name = key.slice(SETTING.length);
  return rows.every((row) => {
    const value = row.changed[name];
    return (typeof value !== "object" || value === null || "type" in value) && text(row, 0).length <= SHORT;
  });
};

const SHORT = 20;
