import { niceStep } from "../charts/nice-range.ts";
import { AXIS, below, COLORS, GRID, GUIDE, INK, QUIET_AXIS, TOOLTIP } from "../charts/theme.ts";
import type { Chart, RunReportInput, Section } from "../contract.ts";
import { html } from "../page/html.ts";
import { markdownText } from "../page/markdown.ts";
import { count } from "../text/numbers.ts";

/** Points of a scatter plot; of more examples every n-th is shown. */
const MOST = 1500;
const BARS = 30;
/** Outputs with charts of their own. */
const OUTPUTS = 4;

/** Of predicted values: predicted against true, and how far off they are. */
export const regression: Section<RunReportInput> = {
  name: "regression",
  title: "Predicted and true",
  build({ predictions, model }) {
    if (predictions?.kind !== "values") return undefined;
    const { size, target, predicted } = predictions;
    const names = model?.target.kind === "values" ? (model.target.names ?? []) : [];
    const outputs = Array.from({ length: Math.min(OUTPUTS, size) }, (_, j) => ({
      of: size === 1 ? "" : `, ${names[j] ?? `output ${j}`}`,
      key: size === 1 ? "" : `-${j}`,
      pairs: Array.from({ length: target.length / size }, (_, i) => i * size + j)
        .map((at): [number, number] => [target[at] ?? Number.NaN, predicted[at] ?? Number.NaN])
        .filter((pair) => pair.every(Number.isFinite)),
    })).filter(({ pairs }) => pairs.length > 0);
    if (outputs.length === 0) return undefined;
    const lines = outputs.map(({ of, pairs }) => {
      const residuals = pairs.map(([target, predicted]) => predicted - target);
      return `Residuals (predicted − true)${of}: ${describe(residuals)}.`;
    });
    if (size > OUTPUTS) lines.unshift(`The first ${OUTPUTS} of ${count(size)} outputs.`);
    return {
      parts: [
        html`${lines.map((line) => html`<p>${line}</p>`)}`,
        outputs.flatMap(({ of, key, pairs }) => [scatter(pairs, of, key), histogram(pairs, of, key)]),
      ],
      markdown: lines.map((line) => `- ${markdownText(line)}`),
    };
  },
};

const short = (value: number): number => Number(value.toPrecision(4));

function describe(residuals: readonly number[]): string {
  const mean = residuals.reduce((sum, value) => sum + value, 0) / residuals.length;
  const size = residuals.map(Math.abs).sort((a, b) => a - b);
  const at = (share: number) => short(size[Math.min(size.length - 1, Math.floor(share * size.length))] ?? 0);
  return `mean ${short(mean)}, half of them within ±${at(0.5)}, 95 % within ±${at(0.95)}, the largest ${at(1)}`;
}

function scatter(pairs: readonly (readonly [number, number])[], of: string, key: string): Chart {
  const every = Math.ceil(pairs.length / MOST);
  const shown = pairs.filter((_, i) => i % every === 0).map(([target, predicted]) => [short(target), short(predicted)]);
  const targets = pairs.map(([target]) => target);
  const ends = [targets.reduce((a, b) => Math.min(a, b)), targets.reduce((a, b) => Math.max(a, b))].map(short);
  return {
    name: `predicted-against-true${key}`,
    title: `Predicted against true${of}`,
    width: 560,
    height: 360,
    option: {
      tooltip: { ...TOOLTIP, trigger: "item", formatter: "{a}: {c}" },
      grid: { ...GRID, left: 26 },
      xAxis: { ...AXIS, type: "value", scale: true, ...below("true") },
      yAxis: { ...QUIET_AXIS, type: "value", scale: true, name: "predicted", nameLocation: "middle", nameGap: 44 },
      series: [
        {
          type: "line",
          name: "equal",
          data: ends.map((value) => [value, value]),
          symbol: "none",
          color: GUIDE,
          lineStyle: { width: 1.5, type: "dashed" },
          silent: true,
        },
        {
          type: "scatter",
          name: "true, predicted",
          data: shown,
          symbolSize: 5,
          itemStyle: { color: COLORS[0] ?? INK, opacity: 0.55 },
          emphasis: { disabled: true },
        },
      ],
    },
  };
}

function histogram(pairs: readonly (readonly [number, number])[], of: string, key: string): Chart {
  const residuals = pairs.map(([target, predicted]) => predicted - target);
  const end = residuals.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  // Bars stand on multiples of a round number, as many on each side of 0.
  const wide = niceStep((2 * end) / BARS);
  const side = Math.round(end / wide);
  const counts = Array.from({ length: 2 * side + 1 }, () => 0);
  for (const value of residuals) {
    const bar = side + Math.round(value / wide);
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return {
    name: `residuals${key}`,
    title: `Residuals, predicted − true${of}`,
    width: 560,
    height: 360,
    option: {
      tooltip: { ...TOOLTIP, trigger: "axis" },
      grid: GRID,
      xAxis: {
        ...AXIS,
        type: "category",
        data: counts.map((_, i) => String(short((i - side) * wide))),
        ...below("residual"),
      },
      yAxis: { ...QUIET_AXIS, type: "value" },
      series: [
        {
          type: "bar",
          name: "examples",
          data: counts,
          itemStyle: { color: COLORS[0] ?? INK },
          barCategoryGap: "6%",
          emphasis: { disabled: true },
        },
      ],
    },
  };
}
