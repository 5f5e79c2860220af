import type { ComparisonReportInput, Section } from "../contract.ts";
import { LOSS, type MetricInfo, metricText, title } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";
import { markdownTable, markdownText } from "../page/markdown.ts";
import { count, duration } from "../text/numbers.ts";
import { partText } from "../text/part-text.ts";

type Row = ComparisonReportInput["comparison"]["rows"][number];

interface Column {
  readonly head: string;
  readonly number: boolean;
  readonly text: (row: Row) => string;
}

/** Characters of a setting in a cell. */
const LONGEST = 60;

/** Every row: its settings that differ, and what it reached. */
export const table: Section<ComparisonReportInput> = {
  name: "table",
  title: "All recipes",
  build({ comparison, table: asked }) {
    const { metrics, baseline } = comparison;
    const { rows, precision, onlyChanged } = asked ?? { rows: comparison.rows, precision: 2, onlyChanged: false };
    if (rows.length === 0) return undefined;
    const all: Column[] = [
      { head: "recipe", number: false, text: ({ run }) => (run === baseline ? `${run} (baseline)` : run) },
      ...settings(rows),
      { head: "n", number: true, text: ({ n }) => String(n) },
      ...(["test", "validation"] as const).flatMap((split) =>
        [...metrics, LOSS]
          .filter(({ name }) => rows.some((row) => typeof row[split][name] === "number"))
          .map(
            (metric): Column => ({
              head: `${split} ${title(metric.name)}`,
              number: true,
              text: (row) => withSpread(metric, row[split][metric.name], row.sd?.[split][metric.name], precision),
            }),
          ),
      ),
      { head: "parameters", number: true, text: ({ parameters }) => count(parameters) },
      { head: "time", number: true, text: ({ seconds }) => duration(seconds) },
    ];
    const columns = all.filter(({ text }, i) => !onlyChanged || i === 0 || new Set(rows.map(text)).size > 1);
    const cell = (column: Column) => (column.number ? NUMBER : TEXT);
    return {
      parts: [
        html`<div class="box"><table>
<thead><tr>${columns.map((column) => html`<th${cell(column)}>${column.head}</th>`)}</tr></thead>
<tbody>${rows.map(
          (row) =>
            html`<tr${row === comparison.rows[0] ? FIRST : ""}>${columns.map((column) => html`<td${cell(column)}>${column.text(row)}</td>`)}</tr>\n`,
        )}</tbody>
</table></div>
${rows.some(({ n }) => n > 1) ? html`<p class="soft">${SPREAD}</p>` : ""}`,
      ],
      markdown: [
        markdownTable(
          columns.map(({ head }) => markdownText(head)),
          rows.map((row) => columns.map(({ text }) => markdownText(text(row)))),
          columns.flatMap(({ number }, i) => (number ? [] : [i])),
        ),
        ...(rows.some(({ n }) => n > 1) ? ["", SPREAD] : []),
      ],
    };
  },
};

const NUMBER = { html: ' class="n"' };
const TEXT = { html: ' class="t"' };
const FIRST = { html: ' class="first"' };
const SPREAD = "With several seeds: mean ± standard deviation over them.";

const settings = (rows: readonly Row[]): Column[] =>
  Object.keys(rows[0]?.changed ?? {}).map((key) => {
    const values = rows.map(({ changed }) => JSON.stringify(changed[key] ?? null));
    const texts = rows.map(({ changed }) => settingText(changed[key]));
    const distinct = [...new Set(values)];
    // Long values that begin alike are numbered, so that the table never shows them as the same.
    const clear = new Set(texts).size === distinct.length;
    return {
      head: key,
      number: rows.every(({ changed }) => typeof changed[key] === "number" || changed[key] === null),
      text: ({ changed }) =>
        `${settingText(changed[key])}${clear ? "" : ` #${distinct.indexOf(JSON.stringify(changed[key] ?? null)) + 1}`}`,
    };
  });

/** A setting in a cell; of a list of layers their types. */
function settingText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  const parts = Array.isArray(value) && value.length > 1 && value.every((part) => typeof part?.type === "string");
  const text = parts ? value.map(({ type }) => type).join(" → ") : partText(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** "99.31 ± 0.04 %". */
function withSpread(
  metric: MetricInfo,
  mean: number | null | undefined,
  sd: number | null | undefined,
  precision: number,
): string {
  const [number = "", unit = ""] = metricText(metric, mean, precision).split(" ");
  const spread =
    Number.isFinite(sd) && Number.isFinite(mean) ? ` ± ${metricText(metric, sd, precision).split(" ")[0]}` : "";
  return `${number}${spread}${unit ? ` ${unit}` : ""}`;
}
