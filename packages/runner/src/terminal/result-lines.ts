import type { RunRecord } from "@assay/runs/store";
import { duration, loss, percent } from "./numbers.ts";
import { safeText } from "./safe-text.ts";
import type { Screen } from "./terminal.ts";

/** A run in one line: name, status and what it reached. */
export function resultLine(record: RunRecord): string {
  const parts = [safeText(record.run), record.status];
  if (record.test) parts.push(`test accuracy ${percent(record.test.accuracy)}`, `loss ${loss(record.test.loss)}`);
  if (record.divergence) parts.push(divergenceText(record));
  if (record.error) parts.push(safeText(record.error));
  return [...parts, duration(record.seconds)].join("  ");
}

/** What a finished command leaves on stdout: the test result, the run's folder and what to try next. */
export function resultBlock(record: RunRecord, next: string, screen: Screen): string {
  const { colors } = screen;
  const entries: [string, string][] = [];
  if (record.test) {
    const accuracy = colors.bold(colors.green(percent(record.test.accuracy)));
    entries.push(["Test accuracy", `${accuracy}  (loss ${loss(record.test.loss)})`]);
  } else entries.push(["Status", colors.bold(colors.red(record.status))]);
  if (record.divergence) entries.push(["Diverged", divergenceText(record)]);
  if (record.error) entries.push(["Error", safeText(record.error)]);
  entries.push(["Time", `${duration(record.seconds)}, of which training ${duration(record.train_seconds)}`]);
  entries.push(["Run", safeText(record.path)], ["Next", colors.cyan(next)]);
  return `${entries.map(([title, text]) => `${title.padEnd(14)}${text}`).join("\n")}\n`;
}

const divergenceText = ({ divergence }: RunRecord): string =>
  divergence ? `in step ${divergence.step} (epoch ${divergence.epoch}), first in ${safeText(divergence.tensor)}` : "";
