import { closeSync, openSync, statSync } from "node:fs";
import { basename } from "node:path";
import { InputError } from "@assay/kernels";
import { escaped } from "./show.ts";

const PART = "data/csv";

/** A CSV file, and the option that names it. */
export interface CsvFile {
  readonly path: string;
  readonly option: "path" | "test";
  /** What it holds, where that is no file on a disk; the path is then what it is called. */
  readonly bytes?: Uint8Array;
}

/** Where in a file something is wrong. */
export interface Place {
  readonly line?: number;
  /** Name of the column. */
  readonly column?: string;
}

/**
 * What is wrong with a file, as an error: `iris.csv: line 7, column "age": must be a number, got "abc"`.
 * @param option path to the option that has to change; default: the one that names the file
 */
export function problem(
  { path, option: named }: CsvFile,
  { line, column }: Place,
  rule: string,
  hint?: string,
  option: readonly (string | number)[] = [named],
): InputError {
  const place = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column "${escaped(column)}"`]),
  ].join(", ");
  return new InputError(PART, `${escaped(basename(path))}: ${place ? `${place}: ` : ""}${rule}`, option, hint);
}

/** An option that is wrong, whatever the file holds. */
export const optionProblem = (option: readonly (string | number)[], rule: string, hint?: string): InputError =>
  new InputError(PART, rule, option, hint);

/** Opens a file for reading. @throws InputError that names it, for a folder or a device too */
export function open(file: CsvFile): number {
  // Opening a pipe would wait for its other end.
  if (!reading(file, () => statSync(file.path)).isFile()) throw problem(file, {}, "must be a file", pathHint(file));
  return reading(file, () => openSync(file.path, "r"));
}

/** @throws InputError for a file that cannot be read */
export const requireFile = (file: CsvFile): void => closeSync(open(file));

const pathHint = ({ path }: CsvFile): string => `the path is ${escaped(path, 300)}`;

/** Runs what the file system may refuse. @throws InputError that names the file */
export function reading<T>(file: CsvFile, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const rule = code === "ENOENT" ? "there is no such file" : `${code}, cannot be read`;
    throw problem(file, {}, rule, pathHint(file));
  }
}
