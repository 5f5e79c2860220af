import { AXIS, COLORS, GRID, INK, NAMES, QUIET_AXIS, TOOLTIP } from "../charts/theme.ts";
import type { Section, SweepReportInput } from "../contract.ts";
import { title } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";
import { markdownText } from "../page/markdown.ts";
import { percent } from "../text/numbers.ts";
import { shortNames } from "./words.ts";

/** Parameters that are shown. */
const MOST = 20;

/** With fewer settings than so many a parameter, the forest is a rough guess. */
const ENOUGH = 10;

/** How much of the metric's variance over the search space each parameter makes, and what they make together. */
export const importance: Section<SweepReportInput> = {
  name: "importance",
  title: "What decides",
  build({ importance: found, metric, sweep }) {
    if (sweep.parameters.length === 0) return undefined;
    if ("reason" in found) {
      return {
        parts: [html`<p class="soft">Parameter importance: ${found.reason}.</p>`],
        markdown: [`Parameter importance: ${markdownText(found.reason)}.`],
      };
    }
    const { parameters, interactions, settings, epoch } = found;
    const shown = [...parameters.slice(0, MOST), ...(interactions ? [{ name: "interactions", ...interactions }] : [])];
    const after = epoch === null ? "" : ` after epoch ${epoch}, which every setting reached`;
    const words = [
      `Shares of the variance of validation ${title(metric.name)}${after}, over the whole search space, as a random forest sees it that has learned from ${settings} settings (fANOVA). Lines: where nine of ten of its trees lie.`,
      ...(interactions ? ["Interactions are what parameters make together and none of them by itself."] : []),
      ...(settings < ENOUGH * parameters.length
        ? [`${settings} settings of ${parameters.length} parameters are few: take it as a rough guess.`]
        : []),
    ].join(" ");
    const points = (share: number) => Number((100 * share).toFixed(1));
    const names = shortNames(parameters.map(({ name }) => name));
    const label = (name: string) => names.get(name) ?? name;
    return {
      parts: [
        [
          {
            name: "importance",
            title: `shares of the variance of validation ${title(metric.name)}`,
            width: 1080,
            height: 50 + 30 * Math.max(2, shown.length),
            option: {
              legend: { show: false },
              tooltip: { ...TOOLTIP, trigger: "item", formatter: "{b}" },
              grid: { ...GRID, right: 24, top: 8 },
              xAxis: {
                ...AXIS,
                ...{ type: "value", min: 0, max: 100 },
                axisLabel: { ...AXIS.axisLabel, formatter: "{value} %" },
              },
              yAxis: {
                ...QUIET_AXIS,
                ...{ type: "category", inverse: true, data: shown.map(({ name }) => label(name)) },
                axisLabel: NAMES,
              },
              series: [
                {
                  type: "bar",
                  name: "share",
                  barWidth: 14,
                  data: shown.map(({ name, share }, y) => ({
                    value: points(share),
                    name: `${label(name)}: ${percent(share, 1)}`,
                    itemStyle: {
                      color: interactions && y === shown.length - 1 ? "var(--soft)" : (COLORS[0] ?? INK),
                      opacity: 0.7,
                    },
                  })),
                  emphasis: { disabled: true },
                },
                {
                  type: "line",
                  name: "nine of ten trees",
                  data: shown.flatMap(({ low, high }, y) => [
                    [points(low), y],
                    [points(high), y],
                    ["-", "-"],
                  ]),
                  ...{ connectNulls: false, symbol: "none", color: INK, silent: true },
                  lineStyle: { width: 1.5, type: "solid" },
                },
              ],
            },
          },
        ],
        html`<p class="soft">${words}</p>`,
      ],
      markdown: [
        ...shown.map(
          ({ name, share, low, high }) =>
            `- ${markdownText(name)}: ${percent(share, 0)} (${Math.round(100 * low)} to ${Math.round(100 * high)})`,
        ),
        "",
        words,
      ],
    };
  },
};
