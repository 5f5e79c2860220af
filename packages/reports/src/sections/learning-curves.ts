import { LOSS } from "@assay/runs/store";
import type { EChartsOption } from "echarts";
import { extent, niceRange, spansOrders } from "../charts/nice-range.ts";
import { AXIS, EPOCHS, LEGEND, look, QUIET_AXIS, SOFT, TOOLTIP } from "../charts/theme.ts";
import { type Point, thin } from "../charts/thin.ts";
import type { Chart, RunReportInput, Section } from "../contract.ts";
import { epochOf, measured, type Split } from "../figures/epochs.ts";
import { charted, type MetricInfo, metricText, times, title } from "../figures/metric-words.ts";
import { markdownTable, markdownText } from "../page/markdown.ts";

const SPLITS: readonly Split[] = ["train", "validation", "test"];
/** Metrics with a chart of their own. */
const MOST = 3;
/** Batches too few to tell which of them stand out. */
const FEW = 20;
/** Epochs in the Markdown report. */
const LINES = 30;

/** Loss and metrics of each split by epoch, of the batches too where steps are recorded. */
export const learningCurves: Section<RunReportInput> = {
  name: "learning-curves",
  title: "Learning curves",
  build({ run }) {
    const metrics = [...run.record.metrics.slice(0, MOST), LOSS];
    const charts = metrics.flatMap((metric) => chart(run, metric) ?? []);
    return charts.length === 0 ? undefined : { parts: [charts], markdown: table(run, metrics) };
  },
};

type Run = RunReportInput["run"];

function chart(run: Run, metric: MetricInfo): Chart | undefined {
  const { epochs, steps } = run;
  const place = epochOf(run);
  const points = (records: readonly (Run["epochs"][number] | Run["steps"][number])[], split: Split): Point[] =>
    records.flatMap((record): Point[] => {
      const value = measured(record, split, metric.name);
      const x = Number(place(record.step).toPrecision(6));
      return value === undefined ? [] : [[x, charted(value, metric.shown)]];
    });
  const series = SPLITS.map((split) => ({ split, data: points(epochs, split) }));
  const batches = points(steps, "train");
  const shown = series.filter(({ data }) => data.length > 0);
  if (shown.length === 0 && batches.length === 0) return undefined;
  const values = [...shown.flatMap(({ data }) => data), ...batches].map(([, y]) => y ?? 0);
  const logarithmic = metric === LOSS && spansOrders(values);
  const last = Math.max(epochs.at(-1)?.step ?? 0, steps.at(-1)?.step ?? 0);
  const end = place(last);
  const first = batches.length > 0 || end <= 1 ? 0 : 1; // a single epoch has room on its left
  const percent = metric.shown === "percent";
  const option: EChartsOption = {
    legend: LEGEND,
    tooltip: { ...TOOLTIP, trigger: "axis" },
    grid: { left: 8, right: 16, top: 64, bottom: 24, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: [
      {
        ...EPOCHS,
        min: first,
        max: end,
        axisLabel: { ...AXIS.axisLabel, showMaxLabel: Number.isInteger(end) },
        axisPointer: { label: { formatter: "epoch {value}", precision: batches.length > 0 ? 2 : 0 } },
      },
      {
        ...QUIET_AXIS,
        type: "value",
        position: "top",
        min: first * (last / end),
        max: last,
        minInterval: 1,
        name: "step",
        nameLocation: "middle",
        nameGap: 24,
        splitLine: { show: false },
        axisLabel: { ...AXIS.axisLabel, fontSize: 11, showMinLabel: false, showMaxLabel: false },
        axisPointer: { show: false },
      },
    ],
    yAxis: {
      ...QUIET_AXIS,
      type: logarithmic ? "log" : "value",
      scale: true,
      ...(batches.length >= FEW &&
        !logarithmic &&
        seenRange(
          shown.flatMap(({ data }) => data),
          batches,
        )),
      axisLabel: { ...QUIET_AXIS.axisLabel, formatter: percent ? "{value} %" : "{value}" },
    },
    dataZoom: [{ type: "inside", xAxisIndex: [0, 1], zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false }],
    series: [
      ...(batches.length > 0
        ? [
            {
              type: "line" as const,
              name: "batches",
              data: thin(batches).map(([...point]) => point),
              symbol: "none",
              color: SOFT,
              lineStyle: { width: 1, opacity: 0.4 },
              emphasis: { disabled: true },
            },
          ]
        : []),
      ...shown.map(({ split, data }) => {
        const { color, symbol, lineStyle } = look(SPLITS.indexOf(split));
        return {
          type: "line" as const,
          name: split,
          data: thin(data).map(([...point]) => point),
          color,
          symbol,
          symbolSize: 7,
          showSymbol: data.length <= 40,
          lineStyle: { ...lineStyle, type: lineStyle.type },
          emphasis: { disabled: true },
        };
      }),
    ],
  };
  return {
    name: `learning-${metric.name.replace(/\W/g, "-")}`,
    title: `${title(metric.name).replace(/^./, (letter) => letter.toUpperCase())} by epoch and step`,
    width: 560,
    height: 340,
    unit: percent ? " %" : "",
    option,
  };
}

/** The range of the epochs and of all but the most extreme batches, whose first would leave no room for the rest. */
function seenRange(epochs: readonly Point[], batches: readonly Point[]) {
  const sorted = batches.map(([, y]) => y ?? 0).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const values = [...epochs.map(([, y]) => y ?? 0), at(0.03), at(0.97)];
  return niceRange(...extent(values));
}

/** The first epochs, the last, and how many are left out between them. */
function table({ epochs }: Run, metrics: readonly MetricInfo[]): string[] {
  const splits = SPLITS.filter((split) => epochs.some((epoch) => epoch[split]));
  const shown = epochs.length <= LINES ? epochs : [...epochs.slice(0, LINES - 1), ...epochs.slice(-1)];
  if (shown.length === 0) return [];
  const left = epochs.length - shown.length;
  const columns = splits.flatMap((split) => metrics.map((metric) => ({ split, metric })));
  return [
    markdownTable(
      ["epoch", "step", ...columns.map(({ split, metric }) => `${split} ${markdownText(title(metric.name))}`)],
      shown.map((epoch) => [
        String(epoch.epoch),
        String(epoch.step),
        ...columns.map(({ split, metric }) => metricText(metric, measured(epoch, split, metric.name))),
      ]),
      [],
    ),
    ...(left > 0 ? ["", `${times(left, "epoch")} before the last ${left === 1 ? "is" : "are"} left out.`] : []),
  ];
}
