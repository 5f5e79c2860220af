import { LOSS } from "@assay/runs/store";
import type { ComparisonReportInput, Section } from "../contract.ts";
import { type MetricInfo, metricText, title } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";
import { markdownTable, markdownText } from "../page/markdown.ts";
import { textTable } from "../page/table.ts";
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
    const head = columns.map(({ head }) => head);
    const cells = rows.map((row) => columns.map(({ text }) => text(row)));
    const numbers = columns.map(({ number }) => number);
    return {
      parts: [
        html`${textTable({ head, rows: cells, numbers }, (at) => rows[at] === comparison.rows[0])}${rows.some(({ n }) => n > 1) ? html`<p class="soft">${SPREAD}</p>` : ""}`,
      ],
      markdown: [
        markdownTable(
          head.map(markdownText),
          cells.map((row) => row.map(markdownText)),
          numbers.flatMap((number, i) => (number ? [] : [i])),
        ),
        ...(rows.some(({ n }) => n > 1) ? ["", SPREAD] : []),
      ],
    };
  },
};

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
