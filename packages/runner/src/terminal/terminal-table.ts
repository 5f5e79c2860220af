import { alignColumns, shorten, width } from "./columns.ts";
import { safeText } from "./safe-text.ts";
import type { Column, Row } from "./table.ts";
import type { Screen } from "./terminal.ts";

/** Two blanks between two columns, as `alignColumns` sets them. */
const GAP = 2;
/** A first column is never cut below this. */
const LEAST_NAME = 20;

/** A table as a terminal shows it, and the columns that it has no room for. */
export interface TerminalTable<R extends Row> {
  /** Lines, each ended by a line break. */
  readonly text: string;
  readonly left: readonly Column<R>[];
}

/**
 * Rows under a bold head, no wider than the screen. While they are, the columns with the highest `drop` leave one by one, of
 * equal ones the widest; what is wider still has its first column cut. Where output is no terminal, everything stays.
 */
export function terminalTable<R extends Row>(
  rows: readonly R[],
  columns: readonly Column<R>[],
  precision: number,
  screen: Screen,
): TerminalTable<R> {
  const cells = new Map(
    columns.map((column) => [
      column,
      [column.title, ...rows.map((row) => column.text(row, precision))].map((text) => safeText(text)),
    ]),
  );
  const size = (column: Column<R>): number => Math.max(...(cells.get(column) ?? []).map(width));
  const total = (shown: readonly Column<R>[]): number => shown.reduce((sum, column) => sum + size(column) + GAP, -GAP);
  let shown = [...columns];
  const limit = screen.interactive ? screen.columns : Number.POSITIVE_INFINITY;
  while (total(shown) > limit) {
    const [next] = shown
      .filter(({ drop }) => drop !== undefined)
      .sort((a, b) => (b.drop ?? 0) - (a.drop ?? 0) || size(b) - size(a));
    if (!next) break;
    shown = shown.filter((column) => column !== next);
  }
  const [first] = shown;
  const excess = total(shown) - limit;
  const longest = first && excess > 0 ? Math.max(LEAST_NAME, size(first) - excess) : Number.POSITIVE_INFINITY;
  const cell = (column: Column<R>, at: number): string => {
    const text = cells.get(column)?.[at] ?? "";
    return column === first ? shorten(text, longest, screen.unicode) : text;
  };
  const lines = alignColumns(
    Array.from({ length: rows.length + 1 }, (_, at) => shown.map((column) => cell(column, at))),
    shown.map(({ align }) => align),
  );
  const text = ruled(lines, screen)
    .map((line) => `${line}\n`)
    .join("");
  return { text, left: columns.filter((column) => !shown.includes(column)) };
}

/** Lines of a table, the head bold above a rule. */
export function ruled([head = "", ...body]: readonly string[], { colors, unicode }: Screen): string[] {
  const rule = (unicode ? "─" : "-").repeat(Math.max(...[head, ...body].map(width)));
  return [colors.bold(head), colors.dim(rule), ...body];
}
