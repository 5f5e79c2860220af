import { extent, spansOrders } from "../charts/nice-range.ts";
import { COLORS, EPOCHS, GRID, INK, LEGEND, QUIET_AXIS, SOFT, TOOLTIP } from "../charts/theme.ts";
import { thin } from "../charts/thin.ts";
import type { Section, SweepReportInput } from "../contract.ts";
import { charted, title } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";
import { settingLabel } from "./words.ts";

/** Lines in the chart. */
const MOST = 150;
/** Points of a line. */
const MOST_POINTS = 200;

/** The metric by epoch of every trial, from the journal: the best setting on top, what was stopped fainter. */
export const curves: Section<SweepReportInput> = {
  name: "curves",
  title: "Learning curves",
  build({ sweep, ranked, metric }) {
    const tried = new Map(sweep.tried.map((each, i) => [(each.number ?? i) + 1, each]));
    const trials = ranked.flatMap((row, rank) =>
      (tried.get(row.setting)?.lines ?? []).flatMap((line) =>
        line && line.curve.length > 0
          ? [
              {
                ...{ row, curve: line.curve, seed: line.seed },
                kind: rank === 0 && row.status === "completed" ? ("best setting" as const) : line.status,
              },
            ]
          : [],
      ),
    );
    const [, last] = extent(trials.map(({ curve }) => curve.at(-1)?.[0] ?? 0));
    if (!(last > 1)) return undefined;
    const best = trials.filter(({ kind }) => kind === "best setting");
    const others = trials.filter(({ kind }) => kind !== "best setting");
    const room = Math.max(1, MOST - best.length);
    const step = Math.max(1, others.length / room);
    const shown = [...others.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step)).reverse(), ...best];
    const logarithmic = metric.name === "loss" && spansOrders(shown.flatMap(({ curve }) => curve.map(([, y]) => y)));
    const kinds = [...new Set(shown.map(({ kind }) => kind))].reverse();
    const left =
      shown.length < trials.length ? `${shown.length} of ${trials.length} trials, evenly from best to worst. ` : "";
    return {
      parts: [
        [
          {
            name: "trials",
            title: `validation ${title(metric.name)} by epoch`,
            width: 1080,
            height: 380,
            unit: metric.shown === "percent" ? " %" : "",
            option: {
              legend: { ...LEGEND, data: kinds },
              tooltip: { ...TOOLTIP, trigger: "item", formatter: "{b}" },
              grid: { ...GRID, top: 40 },
              xAxis: { ...EPOCHS, min: 1, max: last },
              yAxis: {
                ...QUIET_AXIS,
                ...{ type: logarithmic ? "log" : "value", scale: true },
                axisLabel: { ...QUIET_AXIS.axisLabel, formatter: metric.shown === "percent" ? "{value} %" : "{value}" },
              },
              series: shown.map(({ row, seed, curve, kind }) => {
                const { color, width, opacity } = LOOKS[kind];
                const points = thin(curve, MOST_POINTS).map(([epoch, y]) => ({
                  value: [epoch, charted(y ?? 0, metric.shown)],
                  name: `${settingLabel(row)}, seed ${seed}`,
                }));
                return {
                  ...{ type: "line" as const, name: kind, data: points, color },
                  ...{ symbol: "circle", symbolSize: curve.length === 1 ? 6 : 4, showSymbol: curve.length <= 30 },
                  lineStyle: { width, opacity, type: "solid" as const },
                  itemStyle: { opacity },
                  emphasis: { disabled: true },
                };
              }),
            },
          },
        ],
        ...(left ? [html`<p class="soft">${left}</p>`] : []),
      ],
      markdown: [],
    };
  },
};

const LOOKS = {
  "best setting": { color: COLORS[1] ?? INK, width: 3, opacity: 1 },
  completed: { color: COLORS[0] ?? INK, width: 1.5, opacity: 0.55 },
  stopped: { color: SOFT, width: 1, opacity: 0.4 },
  diverged: { color: "var(--bad)", width: 1, opacity: 0.7 },
  failed: { color: "var(--bad)", width: 1, opacity: 0.7 },
} as const;
