import { count, loss } from "@assay/reports/text";
import type { ClassFigures, MetricInfo, Metrics } from "@assay/training/events";
import { classTable } from "./class-table.ts";
import { metricText } from "./metric-text.ts";
import { safeText } from "./safe-text.ts";
import type { Screen } from "./terminal.ts";

/** What `evaluate` prints with --json. */
export interface EvaluationResult {
  readonly run: string;
  readonly path: string;
  readonly data: {
    readonly type: string;
    readonly path: string | null;
    readonly split: "test" | "training";
    readonly examples: number;
  };
  readonly metrics: readonly MetricInfo[];
  readonly figures: Metrics;
  readonly classes?: readonly ClassFigures[];
}

/** Classes that are listed one by one. */
const MOST_CLASSES = 20;

/** The figures, and on which examples. Ends with a line break. */
export function evaluationView(result: EvaluationResult, { colors }: Screen): string {
  const { run, data, metrics, figures, classes } = result;
  const of = data.path === null ? data.type : `${data.type} ${safeText(data.path)}`;
  const what = data.split === "test" ? `the test split of ${of}` : `all of ${of}`;
  const entries = [
    ...metrics.map(({ name, ...info }, i): [string, string] => {
      const text = metricText({ name, ...info }, figures);
      return [name, i === 0 ? colors.bold(colors.green(text)) : text];
    }),
    ["loss", loss(figures.loss)],
    ["examples", `${count(data.examples)}, ${what}`],
    ["run", safeText(run)],
  ] satisfies [string, string][];
  const wide = Math.max(...entries.map(([title]) => title.length)) + 2;
  const table = classTable({ metrics, ...(classes && { classes }) }, MOST_CLASSES).map((line) => `${line}\n`);
  const lines = entries.map(([title, text]) => `${title.padEnd(wide)}${text}\n`);
  return [...table, ...(table.length > 0 ? ["\n"] : []), ...lines].join("");
}
