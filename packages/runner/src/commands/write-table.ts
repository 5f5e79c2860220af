import { safeText } from "../terminal/safe-text.ts";
import { isForReading, type ShownTableOptions, shownTable } from "../terminal/shown-table.ts";
import { type Column, type Row, tableCells } from "../terminal/table.ts";
import type { Context } from "./context.ts";

/** A table that a command prints. */
export interface PrintedTable<R extends Row> {
  /** Heading of the page, where it is asked for as HTML. */
  readonly heading: string;
  readonly rows: readonly R[];
  readonly columns: readonly Column<R>[];
  /** What its reader must know: below a table for reading, and in a page. */
  readonly notes: readonly string[];
}

/** Prints a table in the format that was asked for; as HTML it is a page of its own. */
export async function writeTable<R extends Row>(
  { heading, rows, columns, notes }: PrintedTable<R>,
  options: ShownTableOptions,
  { terminal: { out }, services }: Context,
): Promise<void> {
  const { format } = options;
  if (format === "html") {
    const { tablePage } = await services.reports();
    const { titles: head, aligns, rows: cells } = tableCells(rows, columns, options);
    out.write(tablePage(heading, { head, rows: cells, numbers: aligns.map((align) => align === "right") }, notes));
    return;
  }
  out.write(shownTable(rows, columns, { ...options, format }));
  if (isForReading(format) && notes.length > 0) out.write(`\n${notes.map((note) => `${safeText(note)}\n`).join("")}`);
}
