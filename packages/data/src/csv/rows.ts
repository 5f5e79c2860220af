import Papa, { type ParseResult } from "papaparse";
import { type CsvFile, problem } from "./file.ts";
import { LONGEST, readPieces, tooLong } from "./pieces.ts";
import { shown } from "./show.ts";

/** How a file is written. */
export interface Syntax {
  readonly separator: string;
  readonly quote: string;
}

/** Is given the cells of a row, as they are, and the line on which it begins. */
export type Visit = (cells: readonly string[], line: number) => void;

/**
 * Reads a file row by row, without keeping it: quoted cells may hold separators, doubled quotes and line ends; lines end with
 * LF or CRLF; empty lines are left out. The cell at the end of a line may carry a CR: cells are meant to be trimmed.
 * @throws InputError naming file and line: what `readPieces` refuses, rows that differ in their number of cells, and quotes
 *   that do not end, or not where the cell does
 */
export function readRows(file: CsvFile, { separator, quote }: Syntax, visit: Visit): void {
  const parser = new Papa.Parser({ delimiter: separator, newline: "\n", quoteChar: quote });
  let line = 1;
  let first: { readonly cells: number; readonly line: number } | undefined;

  function take(cells: readonly string[], start: number): void {
    if (cells.length === 1 && cells[0]?.trim() === "") return;
    first ??= { cells: cells.length, line: start };
    if (cells.length !== first.cells) {
      const rule = `must have ${first.cells} ${first.cells === 1 ? "cell" : "cells"} as line ${first.line} has, got ${cells.length}`;
      const hint = cells.length > first.cells ? `a cell that holds ${shown(separator)} must be quoted` : undefined;
      throw problem(file, { line: start }, rule, hint);
    }
    visit(cells, start);
  }

  /** Visits the whole rows of a text, and returns what is left of it. */
  function parse(text: string, last: boolean): string {
    const { data, errors, meta } = parser.parse(text, 0, !last) as ParseResult<string[]>;
    const [bad] = errors;
    const spans = text.includes(quote);
    for (const cells of bad ? data.slice(0, bad.row) : data) {
      const start = line;
      line += 1 + (spans ? lineFeeds(cells) : 0);
      take(cells, start);
    }
    if (bad?.code === "MissingQuotes") throw problem(file, { line }, "a quote is unterminated");
    if (bad) {
      const hint = `write a quote inside of a quoted cell twice: ${quote}${quote}`;
      throw problem(file, { line }, "a quoted cell goes on after its closing quote", hint);
    }
    return last ? "" : text.slice(meta.cursor);
  }

  let rest = "";
  for (const piece of readPieces(file)) {
    // Without a line end a piece is the last; until then, a row is whole when its line end is there.
    rest = piece.endsWith("\n") ? parse(rest + piece, false) : parse(rest + piece, true);
    if (rest.length > LONGEST) throw tooLong(file, line, "the row");
  }
  if (rest !== "") parse(rest, true);
}

const lineFeeds = (cells: readonly string[]): number => {
  let count = 0;
  for (const cell of cells) for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) count++;
  return count;
};
