import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { SpecError } from "./error.ts";
import type { Location } from "./types.ts";

/** Largest file that is read: a spec is a page of text. Even as one quoted word it costs the parser some 30 MB. */
export const MAX_BYTES = 1 << 18;

/** Where a text comes from: turns an offset into a location. */
export interface Origin {
  readonly text: string;
  /** What a relative path in it starts from. */
  readonly folder: string;
  readonly at: (offset: number) => Location;
}

/** An offset of an origin. */
export interface Spot {
  readonly origin: Origin;
  readonly offset: number;
}

/** The location of a spot. */
export const locationOf = (spot: Spot): Location => spot.origin.at(spot.offset);

/** The start of a file that has no readable line. */
const startOf = (file: string): Location => ({ text: `${file}:1:1`, line: undefined, file, row: 1, column: 1 });

/** A text with lines: a file. A byte-order mark at its start does not count. */
export function createFileOrigin(file: string, content: string): Origin {
  const text = content.replace(/^\ufeff/, "");
  const starts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return {
    text,
    folder: dirname(file),
    at(offset) {
      const row = rowOf(starts, offset);
      const start = starts[row - 1] ?? 0;
      const line = text.slice(start, (starts[row] ?? text.length + 1) - 1).replace(/\r$/, "");
      const column = offset - start + 1;
      return { text: `${file}:${row}:${column}`, line, file, row, column };
    },
  };
}

/** The line that holds an offset, from 1: the last that starts at or before it. */
function rowOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** A text given on the command line: wherever in it something is wrong, its location is the whole flag. */
export const createFlagOrigin = (flag: string, text: string, folder = "."): Origin => ({
  text,
  folder,
  at: () => ({ text: flag, line: undefined }),
});

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "this is a folder, not a file",
  EACCES: "the file may not be read (permission denied)",
  EPERM: "the file may not be read (permission denied)",
  ENAMETOOLONG: "the file name is too long",
  ELOOP: "the links of this path lead in a circle",
  ERR_INVALID_ARG_VALUE: "the file name holds a NUL character",
};

/**
 * Reads a text file of at most 256 KiB.
 * @param asked where the file is named; without, the location of an error is the file's own start
 * @throws SpecError where it cannot be read
 */
export function readSource(file: string, asked?: Location): string {
  const fail = (rule: string, at = startOf(file), hint?: string) =>
    new SpecError("experiment/file", asked ? `${file}: ${rule}` : rule, asked ?? at, hint);
  let handle: number | undefined;
  try {
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(handle);
    if (status.isDirectory()) throw fail("this is a folder, not a file");
    if (!status.isFile()) throw fail("this is not a regular file");
    if (status.size > MAX_BYTES) throw fail(`the file has ${status.size} bytes, at most ${MAX_BYTES} are read`);
    const bytes = readFileSync(handle);
    const text = bytes.toString("utf8");
    if (!isUtf8(bytes)) {
      // The line itself is not shown: it holds what is no text.
      const at = { ...createFileOrigin(file, text).at(notUtf8(bytes, text)), line: undefined };
      throw fail("the file is not UTF-8 text", at, "save it as UTF-8");
    }
    return text;
  } catch (error) {
    if (error instanceof SpecError) throw error;
    const code = String((error as NodeJS.ErrnoException).code);
    throw fail(REASONS[code] ?? `the file cannot be read (${code})`);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** Where a text has the first replacement character that its bytes do not have, the byte-order mark left out. */
function notUtf8(bytes: Buffer, text: string): number {
  const mark = text.startsWith("\ufeff") ? 1 : 0;
  let byte = 0;
  let offset = 0;
  for (const character of text) {
    if (character === "\ufffd" && bytes.toString("latin1", byte, byte + 3) !== "\xef\xbf\xbd") break;
    byte += Buffer.byteLength(character);
    offset += character.length;
  }
  return offset - mark;
}
