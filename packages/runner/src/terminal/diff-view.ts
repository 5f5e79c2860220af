import { count, duration } from "@assay/reports/text";
import { type Aligned, alignLists, PART_LISTS, type PlainSpec, type SpecDifference } from "@assay/runs";
import { LOSS, type RunRecord } from "@assay/runs/store";

import type { MetricInfo } from "@assay/training/events";
import { changedOptions } from "./changed-options.ts";
import { type Align, alignColumns, shorten } from "./columns.ts";
import { metricText } from "./metric-text.ts";
import { safeText } from "./safe-text.ts";
import { settingText } from "./setting-text.ts";
import type { Screen } from "./terminal.ts";
import { ruled } from "./terminal-table.ts";
import { wrap } from "./wrap.ts";

/** One side of a diff: a run, or a spec that was not run. */
export interface DiffSide {
  readonly label: string;
  readonly spec: PlainSpec;
  readonly record?: RunRecord;
}

/**
 * Two specs as people compare them: the settings that differ in a table, lists of parts aligned like lines of text, then the
 * outcomes and what the difference is worth. Ends with a line break.
 *
 * @param notes why the two must not be compared, or the verdict
 */
export function diffView(
  [a, b]: readonly [DiffSide, DiffSide],
  differences: readonly SpecDifference[],
  notes: readonly string[],
  screen: Screen,
): string {
  const { colors, unicode } = screen;
  const heading = (text: string) => colors.bold(text);
  const settings = differences.filter(
    ({ key }) => !PART_LISTS.some((list) => key === list || key.startsWith(`${list}.`)),
  );
  const cell = (value: unknown) => safeText(settingText(value, unicode));
  const blocks = [
    [`${colors.red("A")}  ${safeText(a.label)}`, `${colors.green("B")}  ${safeText(b.label)}`],
    differences.length === 0 ? [sameSettings(a.spec.seed, b.spec.seed)] : [],
    settings.length > 0
      ? table(
          ["setting", "A", "B"],
          settings.map(({ key, a, b }) => [safeText(key), cell(a), cell(b)]),
          ["left", "left", "left"],
          screen,
        )
      : [],
    ...PART_LISTS.map((list) =>
      differences.some(({ key }) => key === list || key.startsWith(`${list}.`))
        ? [heading(list), ...listLines(a.spec[list], b.spec[list], screen)]
        : [],
    ),
    a.record && b.record ? outcomeTable(a.record, b.record, screen) : [],
    notes.map((note) => wrap(safeText(note), screen)),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** What is said where no setting differs. */
const sameSettings = (a: unknown, b: unknown): string =>
  a === b
    ? "The two have the same settings."
    : `The two differ in the seed alone (${a} and ${b}): what their results differ by is chance.`;

const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  aligns: readonly Align[],
  screen: Screen,
): string[] => ruled(alignColumns([head, ...rows], aligns), screen);

/** Two lists of parts as a diff of text: what both have is dim, "-" is A's alone, "+" is B's, "~" is changed. */
function listLines(first: unknown, second: unknown, screen: Screen): string[] {
  const [a, b] = [first, second].map((list) => (Array.isArray(list) ? list : [])) as [unknown[], unknown[]];
  const { colors } = screen;
  const line = (mark: string, at: number, text: string) =>
    shorten(
      safeText(`${mark} ${String(at).padStart(2)} ${text}`),
      screen.interactive ? screen.columns : Number.POSITIVE_INFINITY,
      screen.unicode,
    );
  const part = (value: unknown) => settingText(value, screen.unicode, Number.POSITIVE_INFINITY);
  return alignLists(a, b).map((step: Aligned) => {
    if (step.kind === "removed") return colors.red(line("-", step.a, part(a[step.a])));
    if (step.kind === "added") return colors.green(line("+", step.b, part(b[step.b])));
    if (step.kind === "kept") return colors.dim(line(" ", step.b, part(b[step.b])));
    return colors.yellow(
      line("~", step.b, `${typeOf(b[step.b])}  ${changedOptions(a[step.a], b[step.b], screen.unicode)}`),
    );
  });
}

const typeOf = (part: unknown): string => String((part as { type?: unknown } | null)?.type ?? "");

function outcomeTable(a: RunRecord, b: RunRecord, screen: Screen): string[] {
  const metrics = [...new Map([...a.metrics, ...b.metrics, LOSS].map((metric) => [metric.name, metric])).values()];
  const figures = (["test", "validation", "train"] as const).flatMap((split) =>
    metrics.flatMap((metric): string[][] => {
      const [one, other] = [a[split]?.[metric.name], b[split]?.[metric.name]];
      if (one == null && other == null) return [];
      return [
        [
          `${split} ${metric.name}`,
          metricText(metric, a[split]),
          metricText(metric, b[split]),
          change(metric, one, other),
        ],
      ];
    }),
  );
  const rows = [
    ...(a.status === b.status && a.status === "completed" ? [] : [["status", a.status, b.status, ""]]),
    ...figures,
    ["epochs", count(a.epochs), count(b.epochs), ""],
    ["parameters", count(a.parameters), count(b.parameters), ""],
    ["seconds", duration(a.seconds), duration(b.seconds), ""],
  ];
  return table(
    ["outcome", "A", "B", screen.unicode ? "B − A" : "B - A"],
    rows,
    ["left", "right", "right", "right"],
    screen,
  );
}

/** "+0.21 points", or a number with its sign. */
function change({ shown }: MetricInfo, a: number | null | undefined, b: number | null | undefined): string {
  if (a == null || b == null) return "-";
  const size = Math.abs(b - a);
  const text = shown === "percent" ? (size * 100).toFixed(2) : size.toFixed(4);
  const sign = Number(text) === 0 ? "" : b < a ? "-" : "+";
  return `${sign}${text}${shown === "percent" ? " points" : ""}`;
}
