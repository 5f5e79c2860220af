import { count } from "@assay/reports/text";
import type { RunRecord } from "@assay/runs/store";
import { type Align, alignColumns, shorten } from "./columns.ts";
import { metricText } from "./metric-text.ts";
import { safeText } from "./safe-text.ts";

/** Characters of a class's name. */
const LONGEST = 60;

/**
 * The figures of each class, one line a class under a head; nothing where nothing is measured by class.
 * @param most of more classes than these there is no table
 */
export function classTable(
  { classes = [], metrics }: Pick<RunRecord, "classes" | "metrics">,
  most = Number.POSITIVE_INFINITY,
): string[] {
  const [first] = classes;
  if (!first || classes.length > most) return [];
  const shown = metrics.filter(({ name }) => name in first);
  const rows = [
    ["class", "examples", ...shown.map(({ name }) => name)],
    ...classes.map((entry) => [
      safeText(shorten(entry.name, LONGEST)),
      count(entry.examples),
      ...shown.map((metric) => metricText(metric, { [metric.name]: entry[metric.name] as number })),
    ]),
  ];
  return alignColumns(rows, ["left", "right", ...shown.map((): Align => "right")]);
}
