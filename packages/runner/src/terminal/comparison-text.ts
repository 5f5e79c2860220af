import type { Comparison, ComparisonRow, Verdict } from "@assay/runs";
import { shorten } from "./columns.ts";
import { comparisonColumns, isShort, SETTING } from "./comparison-columns.ts";
import { comparisonLegend, type LegendEntry } from "./comparison-legend.ts";
import { safeText } from "./safe-text.ts";
import type { ShownTableOptions } from "./shown-table.ts";
import { formatTable, varies } from "./table.ts";
import type { Screen } from "./terminal.ts";
import { terminalTable } from "./terminal-table.ts";
import { wrap } from "./wrap.ts";

/** Verdicts that a terminal shows. */
const MOST_VERDICTS = 8;

/**
 * A comparison for people, on a terminal or as Markdown: what must not be compared, the verdicts, what the table is ranked
 * by, the table, the settings that have no room in it, warnings, and who was left out. Ends with a line break.
 *
 * @param rows those of the comparison, in the order that they are shown in
 */
export function comparisonText(
  comparison: Comparison,
  rows: readonly ComparisonRow[],
  options: ShownTableOptions,
): string {
  const { format, screen, precision, onlyChanged } = options;
  const { colors, unicode } = screen;
  const onTerminal = format === "terminal";
  const say = (text: string): string => (onTerminal ? wrap(safeText(text), screen) : safeText(text));
  const columns = comparisonColumns(rows, comparison.metrics, comparison.ranking, unicode).filter(
    (column) => !onlyChanged || varies(rows, column.key),
  );
  const short = columns.filter((column) => isShort(rows, column));
  const table = onTerminal ? terminalTable(rows, short, precision, screen) : undefined;
  const gone = table?.left ?? [];
  const shown = short.filter((column) => !gone.includes(column));
  const below = columns.filter(({ key }) => key.startsWith(SETTING)).filter((column) => !shown.includes(column));
  const legend = comparisonLegend(
    rows,
    below.map(({ title }) => title),
    unicode,
  );
  const unseen = gone.filter(({ key }) => !key.startsWith(SETTING)).map(({ title }) => title);
  const several = rows.some(({ n }) => n > 1);

  const blocks = [
    comparison.incomparable.map((reason) => colors.red(say(`Not comparable: ${reason}`))),
    verdictLines(comparison.verdicts, onTerminal ? MOST_VERDICTS : Number.POSITIVE_INFINITY, say, screen),
    [say(comparison.headline)],
    [(table?.text ?? formatTable(rows, short, { format: "md", precision, onlyChanged: false })).trimEnd()],
    unseen.length > 0
      ? [colors.dim(say(`Not shown at this width: ${unseen.join(", ")} (--format md shows all).`))]
      : [],
    legendLines(legend, onTerminal, screen),
    rows.length === 1 ? [say("One recipe alone: name others to compare it with.")] : [],
    several ? [colors.dim(say(`n > 1: mean ${unicode ? "±" : "+/-"} standard deviation over the seeds.`))] : [],
    comparison.warnings.map((warning) => colors.yellow(say(`Warning: ${warning}`))),
    leftOutLines(comparison, say, screen),
  ];
  const gap = onTerminal ? "\n" : "\n\n"; // lines of Markdown would flow into one
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join(gap));
  return `${text.join("\n\n")}\n`;
}

function verdictLines(
  verdicts: readonly Verdict[],
  most: number,
  say: (text: string) => string,
  { colors }: Screen,
): string[] {
  const paint = { better: colors.green, worse: colors.green, undistinguished: colors.yellow, undecided: colors.yellow };
  const lines = verdicts.slice(0, most).map(({ text, outcome }) => paint[outcome](say(text)));
  const more = verdicts.length - lines.length;
  return more > 0 ? [...lines, `${more} more verdicts: --format md shows all.`] : lines;
}

function legendLines(legend: readonly LegendEntry[], onTerminal: boolean, screen: Screen): string[] {
  if (legend.length === 0) return [];
  if (!onTerminal) {
    return legend.map(({ key, values }) =>
      [
        `\`${safeText(key)}\`:`,
        "",
        ...values.map(({ rows, text }) => `- ${safeText(`${rows.join(", ")}: ${text}`)}`),
      ].join("\n"),
    );
  }
  return legend.flatMap(({ key, values }) => [
    screen.colors.bold(safeText(key)),
    ...values.map(({ rows, text }) => wrap(safeText(`  ${rows.join(", ")}: ${text}`), screen, 4)),
  ]);
}

/** Runs that took no part, those of one reason together. */
function leftOutLines({ left_out }: Comparison, say: (text: string) => string, { unicode }: Screen): string[] {
  const reasons = new Map<string, string[]>();
  for (const { run, reason } of left_out) reasons.set(reason, [...(reasons.get(reason) ?? []), run]);
  return Array.from(reasons, ([reason, runs]) =>
    say(`Left out: ${runs.map((run) => shorten(run, 60, unicode)).join(", ")} (${reason}).`),
  );
}
