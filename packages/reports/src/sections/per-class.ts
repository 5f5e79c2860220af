import type { RunReportInput, Section } from "../contract.ts";
import { classRows, confusionOf } from "../figures/confusion.ts";
import { type MetricInfo, metricText, title } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";
import { markdownTable, markdownText } from "../page/markdown.ts";
import { count } from "../text/numbers.ts";

interface Column {
  readonly head: string;
  readonly metric: Pick<MetricInfo, "shown">;
  readonly values: readonly (number | null)[];
}

/** Every class: precision, recall and F1 from the predictions, or what the run has recorded by class. */
export const perClass: Section<RunReportInput> = {
  name: "per-class",
  title: "By class",
  half: true,
  build(input) {
    const { names, examples, columns } = input.predictions?.kind === "class" ? counted(input) : recorded(input);
    if (names.length === 0) return undefined;
    const shown = columns.filter(({ values }) => values.some((value) => value !== null));
    const recall = columns.find(({ head }) => head === "recall")?.values ?? [];
    const most = Math.max(0, ...recall.map((value) => 1 - (value ?? 1)));
    const missed = (i: number) => (100 * (1 - (recall[i] ?? 1))) / most;
    const bar = (i: number) =>
      most > 0 ? html`<td><span class="bar"><i style="width:${missed(i).toFixed(1)}%"></i></span></td>` : "";
    return {
      parts: [
        html`<div class="box"><table>
<thead><tr><th>class</th><th class="n">examples</th>${shown.map(({ head }) => html`<th class="n">${head}</th>`)}${most > 0 ? html`<th>missed</th>` : ""}</tr></thead>
<tbody>${names.map(
          (name, i) =>
            html`<tr><td>${name}</td><td class="n">${count(examples[i])}</td>${shown.map(({ metric, values }) => html`<td class="n">${metricText(metric, values[i])}</td>`)}${bar(i)}</tr>\n`,
        )}</tbody>
</table></div>`,
      ],
      markdown: [
        markdownTable(
          ["class", "examples", ...shown.map(({ head }) => markdownText(head))],
          names.map((name, i) => [
            markdownText(name),
            count(examples[i]),
            ...shown.map(({ metric, values }) => metricText(metric, values[i])),
          ]),
        ),
      ],
    };
  },
};

const NONE = { names: [], examples: [], columns: [] } as const;
const SHARE = { shown: "percent" } as const;

interface Table {
  readonly names: readonly string[];
  readonly examples: readonly number[];
  readonly columns: readonly Column[];
}

function counted(input: RunReportInput): Table {
  const found = confusionOf(input);
  if (!found) return NONE;
  const rows = classRows(found);
  const column = (head: string, get: (row: (typeof rows)[number]) => number | null): Column => ({
    head,
    metric: SHARE,
    values: rows.map(get),
  });
  return {
    names: rows.map(({ name }) => name),
    examples: rows.map(({ examples }) => examples),
    columns: [
      column("precision", (row) => row.precision),
      column("recall", (row) => row.recall),
      column("F1", (row) => row.f1),
    ],
  };
}

function recorded({ run: { record } }: RunReportInput): Table {
  const { classes = [], metrics } = record;
  return {
    names: classes.map(({ name }) => name),
    examples: classes.map(({ examples }) => examples),
    columns: metrics.map((metric) => ({
      head: title(metric.name),
      metric,
      values: classes.map((entry) => {
        const value = entry[metric.name];
        return typeof value === "number" ? value : null;
      }),
    })),
  };
}
