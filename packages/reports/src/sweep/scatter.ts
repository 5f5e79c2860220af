import type { SettingRow, StoredParameter } from "@assay/sweeps";
import { AXIS, COLORS, GRID, INK, LEGEND, QUIET_AXIS, SOFT, TOOLTIP } from "../charts/theme.ts";
import type { Chart, Section, SweepReportInput } from "../contract.ts";
import { charted, type MetricInfo, metricText, title } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";
import { axisOf } from "./axis.ts";
import { cut, settingLabel } from "./words.ts";

/** Parameters that have a chart, and settings in it. */
const MOST = 24;
const MOST_DOTS = 1000;

/** Pixels by which dots of a category are set apart. */
const SPREAD = 22;

const CROSS = "path://M-1,-0.7L-0.7,-1L0,-0.3L0.7,-1L1,-0.7L0.3,0L1,0.7L0.7,1L0,0.3L-0.7,1L-1,0.7L-0.3,0Z";

/** The metric against each parameter: where good values lie. */
export const scatter: Section<SweepReportInput> = {
  name: "parameters",
  title: "By parameter",
  build({ sweep, ranked, metric, importance }) {
    const rows = ranked.slice(0, MOST_DOTS);
    if (rows.filter(({ mean }) => mean !== null).length < 2) return undefined;
    const order = "reason" in importance ? [] : importance.parameters.map(({ name }) => name);
    const place = ({ name }: StoredParameter) => (order.indexOf(name) < 0 ? order.length : order.indexOf(name));
    const charts = sweep.parameters
      .toSorted((a, b) => place(a) - place(b))
      .slice(0, MOST)
      .flatMap((parameter, i) => chart(parameter, i, rows, metric) ?? []);
    if (charts.length === 0) return undefined;
    const words = [
      ...(ranked.length > MOST_DOTS ? [`The best ${MOST_DOTS} of ${ranked.length} settings.`] : []),
      ...(sweep.parameters.some(({ when }) => when) ? ["A setting without the parameter is not in its chart."] : []),
      ...(rows.some(({ status }) => status === "stopped")
        ? ["Of a setting that was stopped early the figure is its last one."]
        : []),
      ...(rows.some(hasNoFigure) ? ["Crosses failed or diverged, and have no figure."] : []),
    ].join(" ");
    return { parts: [charts, html`<p class="soft">${words}</p>`], markdown: [] };
  },
};

/** Dots that look alike. */
interface Group {
  readonly name: string;
  readonly data: readonly object[];
  readonly symbol: string;
  readonly color: string | undefined;
  readonly border?: string;
  readonly size: number;
  readonly opacity: number;
}

const hasNoFigure = ({ status }: SettingRow): boolean => status === "failed" || status === "diverged";

function chart(
  parameter: StoredParameter,
  number: number,
  rows: readonly SettingRow[],
  metric: MetricInfo,
): Chart | undefined {
  const axis = axisOf(parameter);
  const own = rows.flatMap((row) => {
    const x = parameter.name in row.sets ? axis.at(row.sets[parameter.name]) : undefined;
    return x === undefined ? [] : [{ row, x }];
  });
  const figures = own.flatMap(({ row: { mean } }) => mean ?? []);
  if (figures.length === 0) return undefined;
  const worst = metric.better === "higher" ? Math.min(...figures) : Math.max(...figures);
  const dots = (wanted: (row: SettingRow) => boolean) =>
    own
      .filter(({ row }) => wanted(row))
      .map(({ row, x }) => ({
        value: [x, charted(row.mean ?? worst, metric.shown)],
        name: `${settingLabel(row)}: ${row.mean === null ? row.status : metricText(metric, row.mean)}`,
        // The same for each drawing: steps of the golden section fill a stretch evenly.
        ...(axis.type === "category" && {
          symbolOffset: [Math.round((((row.setting * 0.618034) % 1) - 0.5) * 2 * SPREAD), 0],
        }),
      }));
  const best = rows[0]?.status === "completed" ? rows[0] : undefined;
  const groups: readonly Group[] = [
    {
      name: "completed",
      data: dots((row) => row.status === "completed" && row !== best),
      symbol: "circle",
      color: COLORS[0],
      size: 9,
      opacity: 0.75,
    },
    {
      name: "stopped early",
      data: dots(({ status, mean }) => status === "stopped" && mean !== null),
      symbol: "circle",
      color: "transparent", // a ring on any ground
      border: SOFT,
      size: 8,
      opacity: 0.8,
    },
    { name: "failed", data: dots(hasNoFigure), symbol: CROSS, color: "var(--bad)", size: 9, opacity: 1 },
    { name: "best", data: dots((row) => row === best), symbol: "diamond", color: COLORS[1], size: 14, opacity: 1 },
  ].filter(({ data }) => data.length > 0);
  const figure = `validation ${title(metric.name)}`;
  return {
    name: `by-parameter-${number + 1}`,
    title: `${figure} by ${cut(parameter.name, 60)}`,
    width: 560,
    height: 300,
    option: {
      legend: { ...LEGEND, itemWidth: 12, data: groups.map((group) => group.name) },
      tooltip: { ...TOOLTIP, trigger: "item", formatter: "{b}" },
      grid: { ...GRID, top: 36, bottom: 8 },
      xAxis:
        axis.type === "category"
          ? {
              ...AXIS,
              type: "category",
              data: [...axis.labels],
              axisLabel: { ...AXIS.axisLabel, interval: 0, hideOverlap: true },
            }
          : {
              ...AXIS,
              type: axis.type,
              scale: true,
              ...(axis.min !== undefined && { min: axis.min }),
              ...(axis.max !== undefined && { max: axis.max }),
              splitLine: { show: false },
            },
      yAxis: {
        ...QUIET_AXIS,
        type: "value",
        scale: true,
        axisLabel: { ...QUIET_AXIS.axisLabel, formatter: metric.shown === "percent" ? "{value} %" : "{value}" },
      },
      series: groups.map(({ name: group, data, symbol, color, border, size, opacity }) => ({
        ...{ type: "scatter" as const, name: group, data: data as never, symbol, symbolSize: size },
        itemStyle: { color: color ?? INK, opacity, ...(border && { borderColor: border, borderWidth: 1.5 }) },
        emphasis: { disabled: true },
      })),
    },
  };
}
