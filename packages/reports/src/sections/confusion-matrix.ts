import { AXIS, COLORS, INK, PAPER, TOOLTIP } from "../charts/theme.ts";
import type { Chart, RunReportInput, Section } from "../contract.ts";
import { type Confusion, confusionOf, mistakes } from "../figures/confusion.ts";
import { html } from "../page/html.ts";
import { markdownText } from "../page/markdown.ts";
import { count, percent } from "../text/numbers.ts";

/** Classes that a matrix shows; of more, the list of mistakes alone is legible. */
const MOST_CLASSES = 30;
const LISTED = 8;
/** Characters of a class's name along the matrix. */
const LONGEST = 12;

/** What was taken for what on the test split: the most frequent mistakes, and all of them as a matrix. */
export const confusionMatrix: Section<RunReportInput> = {
  name: "confusion-matrix",
  title: "Confusion matrix",
  half: true,
  build(input) {
    const found = confusionOf(input);
    if (!found) return undefined;
    const listed = mistakes(found).slice(0, LISTED);
    const list = listed.map(({ label, predicted, count: times, share }) => ({
      pair: [label, predicted] as const,
      text: `${count(times)} times, ${percent(share, 1)} of its examples`,
    }));
    const none = `All ${count(found.total)} test examples are classified correctly.`;
    return {
      parts: [
        list.length === 0
          ? html`<p>${none}</p>`
          : html`<ul>${list.map(({ pair: [label, predicted], text }) => html`<li><strong>${label}</strong> taken for <strong>${predicted}</strong>: ${text}</li>\n`)}</ul>`,
        found.classes.length <= MOST_CLASSES ? [matrix(found)] : [],
      ],
      markdown:
        list.length === 0
          ? [none]
          : list.map(({ pair, text }) => `- ${markdownText(pair[0])} taken for ${markdownText(pair[1])}: ${text}`),
    };
  },
};

function matrix({ classes, counts }: Confusion): Chart {
  const most = Math.max(1, ...counts.flatMap((row, i) => row.filter((_, j) => j !== i)));
  const short = classes.map((name) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name));
  const cells = counts.flatMap((row, i) => row.map((value, j) => cell(value, i, j, row, most, short)));
  const size = classes.length > 20 ? 9 : classes.length > 12 ? 10 : 12;
  const axis = {
    ...AXIS,
    type: "category" as const,
    data: short,
    splitLine: { show: false },
    axisTick: { show: false },
    axisLine: { show: false },
    nameLocation: "middle" as const,
    axisLabel: { ...AXIS.axisLabel, interval: 0, hideOverlap: false, fontSize: size, color: INK },
  };
  const long = short.some((name) => name.length > 3);
  return {
    name: "confusion-matrix",
    title: "Rows: what it is; columns: what the model says",
    width: 540,
    height: 500,
    square: true,
    option: {
      tooltip: { ...TOOLTIP, trigger: "item", formatter: "{b}" },
      grid: { left: 26, right: 8, top: 8, bottom: 26, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: {
        ...axis,
        name: "predicted",
        nameGap: long ? 52 : 26,
        axisLabel: { ...axis.axisLabel, rotate: long && classes.length > 4 ? 40 : 0 },
      },
      yAxis: { ...axis, inverse: true, name: "label", nameGap: long ? 76 : 26 },
      series: [
        {
          type: "heatmap",
          name: "examples",
          data: cells,
          label: { show: true, fontSize: size },
          emphasis: { disabled: true },
        },
      ],
    },
  };
}

/** Right ones are blue by their share of the row, mistakes vermilion by the largest of them; the count stands in both. */
function cell(value: number, i: number, j: number, row: readonly number[], most: number, names: readonly string[]) {
  const total = row.reduce((sum, entry) => sum + entry, 0) || 1;
  const strength = value === 0 ? 0 : i === j ? 0.12 + 0.88 * (value / total) ** 2 : 0.12 + 0.88 * (value / most);
  return {
    value: [j, i, value],
    name: i === j ? `${names[i]} found: ${count(value)}` : `${names[i]} taken for ${names[j]}: ${count(value)}`,
    itemStyle: {
      color: COLORS[i === j ? 0 : 1] ?? INK,
      opacity: Number(strength.toFixed(3)),
      borderColor: PAPER,
      borderWidth: 1,
    },
    // Without its own, a label has the opacity of its cell.
    label: { show: value > 0, color: strength > 0.6 ? PAPER : INK, opacity: 1 },
  };
}
