import { LOSS } from "@assay/runs/store";
import { spansOrders } from "../charts/nice-range.ts";
import { EPOCHS, GRID, LEGEND, look, QUIET_AXIS, TOOLTIP } from "../charts/theme.ts";
import { type Point, thin } from "../charts/thin.ts";
import type { Chart, ComparisonReportInput, Section } from "../contract.ts";
import { measured, type Split } from "../figures/epochs.ts";
import { charted, type MetricInfo, title } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";

/** Rows that a chart shows: as many as there are colours. */
const MOST = 7;
const LONGEST = 40;

type Row = ComparisonReportInput["comparison"]["rows"][number];
type Run = ComparisonReportInput["runs"][number];

/** The learning curves of the best rows: the mean over their seeds, and from the lowest to the highest of them. */
export const curves: Section<ComparisonReportInput> = {
  name: "curves",
  title: "Learning curves",
  build({ comparison: { rows, ranking }, runs }) {
    const shown = rows.slice(0, MOST);
    const byName = new Map(runs.map((run) => [run.record.run, run]));
    const seeds = shown.map((row) => row.runs.flatMap((name) => byName.get(name) ?? []));
    const metrics = ranking.metric.name === LOSS.name ? [LOSS] : [ranking.metric, LOSS];
    const charts = metrics.flatMap((metric) => {
      const split = seeds
        .flat()
        .some(({ epochs }) => epochs.some((epoch) => measured(epoch, "validation", metric.name) !== undefined))
        ? "validation"
        : "train";
      return chart(shown, seeds, split, metric) ?? [];
    });
    if (charts.length === 0) return undefined;
    const texts = [
      ...(rows.length > MOST ? [`The best ${MOST} of ${rows.length} rows.`] : []),
      ...(shown.some(({ n }) => n > 1)
        ? ["Lines are means over the seeds, bands reach from the lowest to the highest seed."]
        : []),
    ];
    return { parts: [charts, html`<p class="soft">${texts.join(" ")}</p>`], markdown: [] };
  },
};

function chart(
  rows: readonly Row[],
  seeds: readonly (readonly Run[])[],
  split: Split,
  metric: MetricInfo,
): Chart | undefined {
  const bands = seeds.map((runs) => band(runs, split, metric));
  const last = Math.max(...bands.flatMap(({ mean }) => mean.map(([epoch]) => epoch)));
  if (!Number.isFinite(last)) return undefined;
  const percent = metric.shown === "percent";
  const logarithmic =
    metric.name === LOSS.name && spansOrders(bands.flatMap(({ mean }) => mean.map(([, y]) => y ?? 0)));
  const single = bands.every(({ mean }) => mean.length <= 30);
  return {
    name: `curves-${metric.name.replace(/\W/g, "-")}`,
    title: `${split} ${title(metric.name)} by epoch`,
    width: 560,
    height: 340,
    unit: percent ? " %" : "",
    option: {
      legend: { ...LEGEND, data: rows.filter((_, n) => bands[n]?.mean.length).map(label) },
      tooltip: { ...TOOLTIP, trigger: "axis" },
      grid: { ...GRID, top: 40 },
      xAxis: {
        ...EPOCHS,
        min: last > 1 ? 1 : 0,
        max: last,
        axisPointer: { label: { formatter: "epoch {value}", precision: 0 } },
      },
      yAxis: {
        ...QUIET_AXIS,
        type: logarithmic ? "log" : "value",
        scale: true,
        axisLabel: { ...QUIET_AXIS.axisLabel, formatter: percent ? "{value} %" : "{value}" },
      },
      dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false }],
      series: rows.flatMap((row, n) => {
        const { low, spread, mean } = bands[n] ?? { low: [], spread: [], mean: [] };
        const { color, symbol, lineStyle } = look(n);
        const shared = { type: "line" as const, emphasis: { disabled: true } };
        const edge = {
          ...shared,
          stack: `band ${n}`,
          symbol: "none",
          lineStyle: { width: 0 },
          silent: true,
          tooltip: { show: false },
          stackStrategy: "all" as const,
        };
        return [
          ...(!logarithmic && spread.some(([, y]) => (y ?? 0) > 0) // a stack is a sum, which a logarithmic axis cannot show
            ? [
                { ...edge, data: low.map(([...point]) => point), color },
                { ...edge, data: spread.map(([...point]) => point), color, areaStyle: { color, opacity: 0.16 } },
              ]
            : []),
          {
            ...shared,
            name: label(row),
            data: mean.map(([...point]) => point),
            color,
            symbol,
            symbolSize: 6,
            showSymbol: single,
            lineStyle,
          },
        ];
      }),
    },
  };
}

const label = ({ run }: Row): string => (run.length > LONGEST ? `${run.slice(0, LONGEST - 1)}…` : run);

/** By epoch: the lowest seed, how far above it the highest is, and the mean; of the epochs that every seed has. */
function band(runs: readonly Run[], split: Split, metric: MetricInfo) {
  const byEpoch = new Map<number, number[]>();
  for (const { epochs } of runs) {
    for (const epoch of epochs) {
      const value = measured(epoch, split, metric.name);
      if (value !== undefined)
        byEpoch.set(epoch.epoch, [...(byEpoch.get(epoch.epoch) ?? []), charted(value, metric.shown)]);
    }
  }
  const full = [...byEpoch].filter(([, values]) => values.length === runs.length).sort(([a], [b]) => a - b);
  const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // The three lie on the same epochs, as two of them are stacked.
  const kept = new Set(thin(full.map(([epoch, values]): Point => [epoch, average(values)])).map(([epoch]) => epoch));
  const curve = (of: (values: readonly number[]) => number) =>
    full
      .filter(([epoch]) => kept.has(epoch))
      .map(([epoch, values]): Point => [epoch, Number(of(values).toPrecision(6))]);
  return {
    low: curve((values) => Math.min(...values)),
    spread: curve((values) => Math.max(...values) - Math.min(...values)),
    mean: curve(average),
  };
}
