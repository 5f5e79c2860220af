import { AXIS, below, COLORS, INK, LEGEND, NAMES, QUIET_AXIS, TOOLTIP } from "../charts/theme.ts";
import type { ComparisonReportInput, Content, Section } from "../contract.ts";
import { charted, type MetricInfo, metricText, title } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";

/** Rows that a plot shows. */
const MOST = 60;
const LONGEST = 34;

/** A row of a plot. */
interface Dots {
  /** Its label. */
  readonly run: string;
  readonly seeds: readonly number[];
  /** One a seed. */
  readonly values: readonly (number | null)[];
  readonly mean: number | null | undefined;
  /** Of the mean. */
  readonly interval: readonly [number, number] | null;
}

/** Every seed as a dot, the mean and its 95 % interval over them: the spread that a table's ± hides. */
export const dotPlot: Section<ComparisonReportInput> = {
  name: "seeds",
  title: "Every run",
  build({ comparison: { rows, ranking } }) {
    const { metric, split } = ranking;
    const dots = rows.map((row) => ({ ...row, mean: row[split][metric.name] }));
    return dotsOf(dots, metric, `${split} ${title(metric.name)}`);
  },
};

/** The plot of some rows, the best ones. @param what the figure in words */
export function dotsOf(rows: readonly Dots[], metric: MetricInfo, what: string): Content | undefined {
  const known = rows.filter(({ values }) => values.some((value) => value !== null));
  if (known.length === 0) return undefined;
  const shown = known.slice(0, MOST);
  const dots = shown.flatMap(({ values, seeds, run }, y) =>
    values.flatMap((value, i) =>
      value === null
        ? []
        : [
            {
              value: [charted(value, metric.shown), y],
              name: `${run}, seed ${seeds[i]}: ${metricText(metric, value)}`,
            },
          ],
    ),
  );
  const means = shown.flatMap((row, y) => {
    const value = row.mean;
    return typeof value === "number" && row.values.length > 1
      ? [{ value: [charted(value, metric.shown), y], name: `${row.run}, mean: ${metricText(metric, value)}` }]
      : [];
  });
  // An interval is a bar from its lower end, which is not drawn, to its upper one.
  const bars = shown.map(({ interval }, y) =>
    interval
      ? [
          [charted(interval[0], metric.shown), y],
          [charted(interval[1], metric.shown), y],
          ["-", "-"],
        ]
      : [["-", "-"]],
  );
  const seeded = means.length > 0;
  return {
    parts: [
      [
        {
          name: "seeds",
          title: `${what} of every run`,
          width: 1080,
          height: 90 + 26 * Math.max(2, shown.length),
          option: {
            legend: seeded ? { ...LEGEND, itemWidth: 14 } : { show: false },
            tooltip: { ...TOOLTIP, trigger: "item", formatter: "{b}" },
            grid: {
              left: 8,
              right: 24,
              top: seeded ? 36 : 12,
              bottom: 26,
              outerBoundsMode: "same",
              outerBoundsContain: "axisLabel",
            },
            xAxis: {
              ...AXIS,
              type: "value",
              scale: true,
              ...below(what),
              axisLabel: { ...AXIS.axisLabel, formatter: metric.shown === "percent" ? "{value} %" : "{value}" },
            },
            yAxis: {
              ...QUIET_AXIS,
              type: "category",
              inverse: true,
              data: shown.map(({ run }) => (run.length > LONGEST ? `${run.slice(0, LONGEST - 1)}…` : run)),
              axisLabel: NAMES,
              splitLine: { ...AXIS.splitLine, show: true },
            },
            series: [
              ...(seeded
                ? [
                    {
                      type: "line" as const,
                      name: "95 % interval of the mean",
                      data: bars.flat(),
                      connectNulls: false,
                      symbol: "none",
                      color: COLORS[1] ?? INK,
                      lineStyle: { width: 2.5, type: "solid" as const },
                      silent: true,
                    },
                  ]
                : []),
              {
                type: "scatter",
                name: "runs",
                data: dots,
                symbolSize: 9,
                itemStyle: { color: COLORS[0] ?? INK, opacity: 0.75 },
                emphasis: { disabled: true },
              },
              ...(seeded
                ? [
                    {
                      type: "scatter" as const,
                      name: "mean",
                      data: means,
                      symbol: "diamond",
                      symbolSize: 12,
                      itemStyle: { color: COLORS[1] ?? INK },
                      emphasis: { disabled: true },
                    },
                  ]
                : []),
            ],
          },
        },
      ],
      html`<p class="soft">${known.length > MOST ? `The best ${MOST} of ${known.length} rows. ` : ""}${seeded ? `Each dot is one run; the interval is Student’s t over the seeds${metric.shown === "percent" ? ", clipped to 0 to 100 %" : ""}.` : ""}</p>`,
    ],
    markdown: [],
  };
}
