import { LOSS } from "@assay/runs/store";
import type { SettingRow } from "@assay/sweeps";
import { dotsOf } from "../comparison/dot-plot.ts";
import type { Section, SweepReportInput } from "../contract.ts";
import { type MetricInfo, metricText, title } from "../figures/metric-words.ts";
import { html } from "../page/html.ts";
import { markdownTable, markdownText } from "../page/markdown.ts";
import { textTable } from "../page/table.ts";
import { duration } from "../text/numbers.ts";
import { partText } from "../text/part-text.ts";
import { cut, settingLabel } from "./words.ts";

/** Settings in the table. */
const MOST = 50;
/** Settings in the plot, which shows how far seeds lie apart. */
const PLOTTED = 25;
const LONGEST = 60;

interface Column {
  readonly head: string;
  readonly number: boolean;
  readonly text: (row: SettingRow) => string;
}

/** The settings, best first: what each sets, what it reached, and every seed of the best ones. */
export const ranking: Section<SweepReportInput> = {
  name: "ranking",
  title: "Settings",
  build({ ranked, metric, metrics }) {
    const shown = ranked.slice(0, MOST);
    if (shown.length === 0) return undefined;
    const columns = columnsOf(shown, metric, metrics);
    const head = columns.map((column) => column.head);
    const cells = shown.map((row) => columns.map(({ text }) => text(row)));
    const numbers = columns.map(({ number }) => number);
    const more = ranked.length > MOST ? `The best ${MOST} of ${ranked.length} settings.` : "";
    const dots = shown
      .slice(0, PLOTTED)
      .filter(({ status }) => status === "completed")
      .map((row) => ({ ...row, run: settingLabel(row).replace("setting ", "") }));
    const plot = dots.some(({ interval }) => interval)
      ? dotsOf(dots, metric, `validation ${title(metric.name)}`)
      : undefined;
    return {
      parts: [
        textTable({ head, rows: cells, numbers }, (at) => at === 0 && shown[0]?.status === "completed"),
        ...(more ? [html`<p class="soft">${more}</p>\n`] : []),
        ...(plot?.parts ?? []),
      ],
      markdown: [
        markdownTable(
          head.map(markdownText),
          cells.map((row) => row.map(markdownText)),
          numbers.flatMap((number, i) => (number ? [] : [i])),
        ),
        ...(more ? ["", more] : []),
      ],
    };
  },
};

function columnsOf(rows: readonly SettingRow[], metric: MetricInfo, metrics: readonly MetricInfo[]): Column[] {
  const keys = [...new Set(rows.flatMap(({ sets }) => Object.keys(sets)))];
  const isSeeded = rows.some(({ seeds }) => seeds.length > 1);
  const others = [...metrics, LOSS].filter(({ name }) => name !== metric.name);
  const bare = (text: string) => text.replace(/ %$/, "");
  // The figure comes first: on a narrow screen the first columns are seen without scrolling.
  return [
    { head: "setting", number: true, text: ({ setting }) => String(setting) },
    { head: `validation ${title(metric.name)}`, number: true, text: ({ mean }) => metricText(metric, mean) },
    ...(isSeeded
      ? [
          { head: "± sd", number: true, text: ({ sd }: SettingRow) => bare(metricText(metric, sd)) },
          {
            head: "95 % interval",
            number: true,
            text: ({ interval }: SettingRow) =>
              interval ? interval.map((end) => bare(metricText(metric, end))).join(" … ") : "-",
          },
          { head: "n", number: true, text: ({ n }: SettingRow) => String(n) },
        ]
      : []),
    ...keys.map((key) => ({
      head: key,
      number: rows.every(({ sets }) => !(key in sets) || typeof sets[key] === "number"),
      text: ({ sets }: SettingRow) => (key in sets ? cut(partText(sets[key]), LONGEST) : "–"),
    })),
    ...others.map((other) => ({
      head: `validation ${title(other.name)}`,
      number: true,
      text: ({ validation }: SettingRow) => metricText(other, validation[other.name]),
    })),
    { head: "epochs", number: true, text: ({ epochs }) => String(epochs) },
    { head: "time", number: true, text: ({ seconds }) => duration(seconds) },
    {
      head: "status",
      number: false,
      text: ({ status, reason }) => cut(reason === null ? status : `${status}: ${reason}`, LONGEST),
    },
  ];
}
