import { duration, loss } from "@assay/reports/text";
import type { RunRecord } from "@assay/runs/store";
import { classTable } from "./class-table.ts";
import { figuresText, metricText } from "./metric-text.ts";
import { safeText } from "./safe-text.ts";
import type { Screen } from "./terminal.ts";

/** A run in one line: name, status and what it reached. */
export function resultLine(record: RunRecord): string {
  const parts = [safeText(record.run), record.status];
  const [primary] = record.metrics;
  if (record.test && primary) parts.push(`test ${primary.name} ${metricText(primary, record.test)}`);
  if (record.test) parts.push(`loss ${loss(record.test.loss)}`);
  if (record.divergence) parts.push(divergenceText(record));
  if (record.error) parts.push(safeText(record.error));
  return [...parts, duration(record.seconds)].join("  ");
}

/** Classes that a result lists one by one; `show` lists any number. */
const MOST_CLASSES = 20;

/** What a finished command leaves on stdout: the test result, the run's folder, the page about it, and what to try next. */
export function resultBlock(record: RunRecord, next: string, screen: Screen, report?: string): string {
  const { colors } = screen;
  const entries: [string, string][] = [];
  const [primary, ...others] = record.metrics;
  if (record.test && primary) {
    const value = colors.bold(colors.green(metricText(primary, record.test)));
    const rest = others.map((metric) => `${metric.name} ${metricText(metric, record.test)}, `).join("");
    entries.push([`Test ${primary.name}`, `${value}  (${rest}loss ${loss(record.test.loss)})`]);
  } else if (record.status === "completed" && primary) {
    // Data without a test split: what there is.
    const [split, figures] = record.validation ? ["Validation", record.validation] : ["Training", record.train];
    entries.push([split, figuresText(record.metrics, figures)]);
  } else entries.push(["Status", colors.bold(colors.red(record.status))]);
  if (record.stopped_early) {
    entries.push(["Stopped early", `after epoch ${record.epochs}, whose weights are tested and saved`]);
  }
  if (record.divergence) entries.push(["Diverged", divergenceText(record)]);
  if (record.error) entries.push(["Error", safeText(record.error)]);
  entries.push(["Time", `${duration(record.seconds)}, of which training ${duration(record.train_seconds)}`]);
  entries.push(["Run", safeText(record.path)]);
  if (report !== undefined) entries.push(["Report", safeText(report)]);
  entries.push(["Next", colors.cyan(next)]);
  const table = classTable(record, MOST_CLASSES).map((line) => `${line}\n`);
  const lines = entries.map(([title, text]) => `${title.padEnd(13)} ${text}\n`);
  return [...table, ...(table.length > 0 ? ["\n"] : []), ...lines].join("");
}

const divergenceText = ({ divergence }: RunRecord): string =>
  divergence ? `in step ${divergence.step} (epoch ${divergence.epoch}), first in ${safeText(divergence.tensor)}` : "";
