import { duration, loss } from "@assay/reports/text";
import type { RunRecord } from "@assay/runs/store";
import { type Align, alignColumns } from "./columns.ts";
import { metricText } from "./metric-text.ts";
import { safeText } from "./safe-text.ts";
import type { Screen } from "./terminal.ts";

/** The members' figures on the test split and, below them, the ensemble's; then where it is, and the page about it. Ends with a line break. */
export function ensembleView(record: RunRecord, next: string, { colors }: Screen, report?: string): string {
  const lines = [
    ["Time", `${duration(record.seconds)} with the members' trainings, ${duration(record.train_seconds)}`],
    ["Run", safeText(record.path)],
    ...(report === undefined ? [] : [["Report", safeText(report)]]),
    ["Next", colors.cyan(next)],
  ];
  const [head = "", ...rows] = memberTable(record);
  return [
    ...[head, ...rows.slice(0, -1), colors.bold(colors.green(rows.at(-1) ?? "")), ""],
    ...lines.map(([title = "", text]) => `${title.padEnd(13)} ${text}`),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** The test figures of the members, in the order of their names, and of the ensemble; nothing where it is none. */
export function memberTable({ metrics, test, ensemble }: RunRecord): string[] {
  if (!ensemble) return [];
  const figures = [...ensemble.members]
    .sort((a, b) => (a.run < b.run ? -1 : 1))
    .map((member) => [member.run, member.test] as const);
  const rows = [
    ["member", ...metrics.map(({ name }) => `test ${name}`), "loss"],
    ...[...figures, [`all ${figures.length}: ${WHAT[ensemble.average]}`, test] as const].map(([name, found]) => [
      safeText(name),
      ...metrics.map((metric) => metricText(metric, found)),
      loss(found?.loss),
    ]),
  ];
  return alignColumns(rows, ["left", ...metrics.map((): Align => "right"), "right"]);
}

const WHAT = {
  probabilities: "mean of the probabilities",
  outputs: "mean of the outputs",
  values: "mean of the values",
} as const;
