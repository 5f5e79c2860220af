import { noFormula } from "@assay/runs/plain-text";
import { type Align, pad, width } from "./columns.ts";
import { safeText } from "./safe-text.ts";

/** A row as JSON holds it; nested values are reached by dotted keys. */
export type Row = object;
export type Scalar = string | number | boolean | null;

export interface Column<R extends Row> {
  /** Dotted key of the raw value in the row: "test.accuracy". Text with dots of its own stands in `title`. */
  readonly key: string;
  readonly title: string;
  readonly align: Align;
  /** Which direction is an improvement, for what is one: sorting puts the best first. */
  readonly better?: "higher" | "lower";
  /** On a narrow terminal columns with the highest number leave first, those without never. */
  readonly drop?: number;
  /** The value for people. @param precision decimals of a percentage */
  readonly text: (row: R, precision: number) => string;
}

export interface TableOptions {
  readonly format: "md" | "csv" | "json";
  readonly precision: number;
  readonly sortBy?: string | undefined;
  readonly onlyChanged: boolean;
}

/** The text of a table for people: columns and cells. */
export interface Cells {
  readonly titles: readonly string[];
  readonly aligns: readonly Align[];
  readonly rows: readonly (readonly string[])[];
}

/** A table in the format asked for, ending with a line break. Markdown shows the columns; CSV and JSON hold every raw value of the rows. */
export function formatTable<R extends Row>(
  rows: readonly R[],
  columns: readonly Column<R>[],
  options: TableOptions,
): string {
  if (options.format === "json") return `${JSON.stringify({ rows }, null, 2)}\n`;
  if (options.format === "csv") return csv(rows, columns, options.onlyChanged);
  return markdown(tableCells(rows, columns, options));
}

/** What people see of a table, without a column that `onlyChanged` leaves out. */
export function tableCells<R extends Row>(
  rows: readonly R[],
  columns: readonly Column<R>[],
  { precision, onlyChanged }: Pick<TableOptions, "precision" | "onlyChanged">,
): Cells {
  const shown = onlyChanged ? columns.filter(({ key }) => varies(rows, key)) : columns;
  return {
    titles: shown.map(({ title }) => safeText(title)),
    aligns: shown.map(({ align }) => align),
    rows: rows.map((row) => shown.map(({ text }) => safeText(text(row, precision)))),
  };
}

/** Every scalar of a row under its dotted key; a list becomes one value, its items set apart by blanks. */
export function flatten(row: Row, prefix = ""): Record<string, Scalar> {
  const flat: Record<string, Scalar> = {};
  for (const [name, value] of Object.entries(row)) {
    const key = prefix + name;
    if (Array.isArray(value))
      flat[key] = value.map((item) => (typeof item === "object" ? JSON.stringify(item) : item)).join(" ");
    else if (typeof value === "object" && value !== null) Object.assign(flat, flatten(value, `${key}.`));
    else flat[key] = value as Scalar;
  }
  return flat;
}

/** Whether the rows differ in the values at or under a key; with fewer than two rows everything is shown. */
export function varies(rows: readonly Row[], key: string): boolean {
  const texts = rows.map((row) => {
    const entries = Object.entries(flatten(row)).filter(([name]) => name === key || name.startsWith(`${key}.`));
    return JSON.stringify(entries);
  });
  return rows.length < 2 || new Set(texts).size > 1;
}

/** Padded, so that it reads as a table in a terminal too. */
function markdown({ titles, aligns, rows }: Cells): string {
  const escaped = [titles, ...rows].map((row) => row.map((cell) => cell.replace(/[\\|]/g, "\\$&")));
  const sizes = aligns.map((_, i) => Math.max(3, ...escaped.map((row) => width(row[i] ?? ""))));
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  const rule = sizes.map((size, i) => (aligns[i] === "right" ? `${"-".repeat(size - 1)}:` : "-".repeat(size)));
  const [head = "", ...body] = escaped.map((row) =>
    line(row.map((cell, i) => pad(cell, sizes[i] ?? 0, aligns[i] ?? "left"))),
  );
  return [head, line(rule), ...body].join("");
}

/** RFC 4180, with the keys as header: those of the columns where there is no row. */
function csv(rows: readonly Row[], columns: readonly { readonly key: string }[], onlyChanged: boolean): string {
  const flat = rows.map((row) => flatten(row));
  const found = new Set(rows.length > 0 ? flat.flatMap((row) => Object.keys(row)) : columns.map(({ key }) => key));
  const keys = [...found].filter((key) => !onlyChanged || varies(rows, key));
  return [keys, ...flat.map((row) => keys.map((key) => row[key]))]
    .map((line) => `${line.map(csvCell).join(",")}\n`)
    .join("");
}

/** A value as a cell of CSV: a text on one line, and no formula to a spreadsheet. */
function csvCell(value: Scalar | undefined): string {
  if (typeof value !== "string") return value === null || value === undefined ? "" : String(value);
  const text = safeText(noFormula(value));
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
