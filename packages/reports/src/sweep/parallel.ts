import type { SettingRow } from "@assay/sweeps";
import { AXIS, COLORS, INK, TOOLTIP } from "../charts/theme.ts";
import type { Section, SweepReportInput } from "../contract.ts";
import { charted, metricText, title } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";
import { axisOf } from "./axis.ts";
import { settingLabel, shortNames } from "./words.ts";

/** Lines that one can still follow: the best ones. */
const MOST = 300;
/** Parameters that have an axis. */
const MOST_AXES = 15;
/** Pixels from one axis to the next. */
const ROW = 64;

/** Every setting as a line through its values to what it reached. The axes lie one below the other, so that names have room. */
export const parallel: Section<SweepReportInput> = {
  name: "parallel",
  title: "Every setting",
  build({ sweep, ranked, metric }) {
    const parameters = sweep.parameters.slice(0, MOST_AXES);
    const known = ranked.filter(({ mean }) => mean !== null);
    if (known.length < 2 || parameters.length === 0) return undefined;
    const shown = known.slice(0, MOST);
    const names = shortNames(parameters.map(({ name }) => name));
    const axes = parameters.map((parameter) => ({ ...parameter, axis: axisOf(parameter) }));
    const lacking = shown.some(({ sets }) => axes.some(({ name }) => !(name in sets)));
    const line = (row: SettingRow, rank: number) => ({
      name: `${settingLabel(row)}: ${metricText(metric, row.mean)}`,
      value: [
        ...axes.map(({ name, axis }) => (name in row.sets ? (axis.at(row.sets[name]) ?? "-") : "-")),
        charted(row.mean ?? 0, metric.shown),
      ],
      lineStyle: look(
        rank,
        shown.length,
        axes.every(({ name }) => name in row.sets),
      ),
    });
    const shared = {
      nameLocation: "start" as const,
      nameGap: 26,
      nameTextStyle: { color: INK, fontSize: 12, width: 108, overflow: "truncate" as const },
      axisLine: { lineStyle: { color: "var(--soft)" } },
      axisTick: { lineStyle: { color: "var(--soft)" } },
      axisLabel: { ...AXIS.axisLabel, margin: 6 },
    };
    const percentage = metric.shown === "percent" ? { formatter: "{value} %" } : {};
    const words = [
      ...(known.length > MOST ? [`The best ${MOST} of ${known.length} settings.`] : []),
      "Each line is a setting, the stronger the better; the best one stands out.",
      ...(lacking ? ["A dashed line lacks a parameter, and passes its axis without a value."] : []),
    ].join(" ");
    return {
      parts: [
        [
          {
            name: "parallel",
            title: `parameters and validation ${title(metric.name)}`,
            width: 1080,
            height: 50 + ROW * axes.length,
            option: {
              tooltip: { ...TOOLTIP, trigger: "item", formatter: "{b}" },
              parallel: { layout: "vertical", left: 136, right: 28, top: 16, bottom: 34 },
              parallelAxis: [
                ...axes.map(({ name, axis }, dim) => ({
                  ...shared,
                  ...{ dim, name: names.get(name) ?? name, type: axis.type },
                  ...(axis.type === "category"
                    ? { data: [...axis.labels] }
                    : {
                        scale: true,
                        ...(axis.min !== undefined && { min: axis.min }),
                        ...(axis.max !== undefined && { max: axis.max }),
                      }),
                })),
                {
                  ...shared,
                  ...{ dim: axes.length, name: title(metric.name), type: "value" as const, scale: true },
                  axisLabel: { ...shared.axisLabel, ...percentage },
                },
              ],
              // The best one is drawn last, on top of the others.
              series: [
                { type: "parallel", smooth: 0, data: shown.map(line).reverse() as never, emphasis: { disabled: true } },
              ],
            },
          },
        ],
        html`<p class="soft">${words}</p>`,
      ],
      markdown: [],
    };
  },
};

/** The better, the stronger. */
function look(rank: number, count: number, isWhole: boolean) {
  const quality = 1 - rank / Math.max(1, count - 1);
  const type = isWhole ? ("solid" as const) : ("dashed" as const);
  if (rank === 0) return { color: COLORS[1] ?? INK, width: 3, opacity: 1, type };
  return { color: COLORS[0] ?? INK, width: 1.5, opacity: Number((0.12 + 0.68 * quality ** 2).toFixed(3)), type };
}
