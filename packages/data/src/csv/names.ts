import { distance } from "fastest-levenshtein";
import { type CsvFile, problem } from "./file.ts";
import { isNumber } from "./numbers.ts";
import type { CsvOptions } from "./options.ts";
import { escaped, listed, shown } from "./show.ts";

/** The names of a file's columns. */
export interface Header {
  readonly names: readonly string[];
  /** Where they stand, or the first row does. */
  readonly line: number;
}

/** Separators that files have. */
const SEPARATORS = [",", ";", "\t", "|"];

/**
 * The names of a file's columns, from its first row: the cells of its header, or "1", "2", … where there is none.
 * @throws InputError for a row in one piece that another separator would cut, and for names that are empty or double
 */
export function headerOf(file: CsvFile, cells: readonly string[], line: number, options: CsvOptions): Header {
  const names = cells.map((cell) => cell.trim());
  if (names.length === 1) refuseOtherSeparator(file, names[0] as string, line, options);
  if (names.some((name) => /\r(?!\n)/.test(name))) {
    throw problem(file, { line }, "lines end with CR alone", "save the file with LF or CRLF at the ends of lines");
  }
  if (!options.header) return { names: names.map((_, index) => String(index + 1)), line };
  const known = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    if (name === "") {
      const hint = index === 0 ? "pandas writes such a column for its index: to_csv(…, index=False)" : undefined;
      throw problem(file, { line }, `column ${index + 1} has no name`, hint ?? "name every column in the header");
    }
    const other = known.get(name);
    if (other !== undefined) {
      const rule = `the columns ${other + 1} and ${index + 1} have the same name, ${shown(name)}`;
      throw problem(file, { line }, rule, "give each column a name of its own");
    }
    known.set(name, index);
  }
  return { names, line };
}

function refuseOtherSeparator(file: CsvFile, row: string, line: number, { separator }: CsvOptions): void {
  const other = SEPARATORS.find((candidate) => candidate !== separator && row.includes(candidate));
  if (other === undefined) return;
  const rule = `there is only one column, ${shown(row)}`;
  throw problem(file, { line }, rule, `the separator seems to be ${shown(other)}: set separator: ${shown(other)}`, [
    "separator",
  ]);
}

/**
 * Where a column stands.
 * @param option path to the option that names it
 * @throws InputError with the name that was probably meant, and those that there are
 */
export function indexOf(file: CsvFile, { names, line }: Header, name: string, option: readonly (string | number)[]) {
  const index = names.indexOf(name);
  if (index >= 0) return index;
  const near = nearest(name, names);
  const hint = [
    `${near === undefined ? "" : `did you mean "${escaped(near)}"? `}columns: ${listed(names)}`,
    ...(names.every(isNumber) && isNaming(names) ? ["set header: false if line 1 holds data"] : []),
  ].join("; ");
  throw problem(file, { line }, `there is no column ${shown(name)}`, hint, option);
}

/** Whether numbers are no mere positions: "5.1", "3.5" are data, "1", "2" are the names of columns without a header. */
const isNaming = (names: readonly string[]): boolean => names.some((name, index) => name !== String(index + 1));

/** The name that was probably meant: a third of its letters may differ. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const plain = (text: string) => text.slice(0, 80).toLowerCase();
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  let best: string | undefined;
  for (const candidate of names) {
    const apart = distance(plain(name), plain(candidate));
    if (apart >= least) continue;
    best = candidate;
    least = apart;
  }
  return best;
}
