import { safeText } from "./safe-text.ts";
import { type Column, formatTable, type Row, type TableOptions, varies } from "./table.ts";
import type { Screen } from "./terminal.ts";
import { terminalTable } from "./terminal-table.ts";

/** What `--format` may be. */
export const TABLE_FORMATS = ["terminal", "md", "csv", "json", "html"] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

export interface ShownTableOptions extends Omit<TableOptions, "format"> {
  readonly format: TableFormat;
  /** Where it is shown. */
  readonly screen: Screen;
}

/** Whether people read it where it is printed, notes below it. */
export const isForReading = (format: TableFormat): boolean => format === "terminal" || format === "md";

/** A table in any format but HTML, which is a page; of one for the terminal, what it has no room for is named below. */
export function shownTable<R extends Row>(
  rows: readonly R[],
  columns: readonly Column<R>[],
  options: ShownTableOptions & { readonly format: Exclude<TableFormat, "html"> },
): string {
  const { format, screen, precision, onlyChanged } = options;
  if (format !== "terminal") return formatTable(rows, columns, { format, precision, onlyChanged });
  const shown = onlyChanged ? columns.filter(({ key }) => varies(rows, key)) : columns;
  const { text, left } = terminalTable(rows, shown, precision, screen);
  if (left.length === 0) return text;
  const names = left.map(({ title }) => safeText(title)).join(", ");
  return `${text}${screen.colors.dim(`Not shown at this width: ${names} (--format md shows all).`)}\n`;
}
