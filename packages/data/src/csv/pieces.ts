import { isUtf8 } from "node:buffer";
import { closeSync, readSync } from "node:fs";
import { type CsvFile, open, problem, reading } from "./file.ts";

/** Bytes that are read at a time. */
const CHUNK = 1 << 20;

/** Bytes that a line may have: what is longer is no table, or a quote that never ends. */
export const LONGEST = 1 << 24;

const LINE_FEED = 10;

/** The text of a file, some whole lines at a time; the last line may lack its end. Never empty. */
export type Pieces = Generator<string>;

/**
 * Reads a UTF-8 file in pieces of whole lines, a byte order mark left out.
 * @throws InputError naming file and line: what cannot be read, is no UTF-8 text, or has a line beyond `LONGEST`
 */
export function* readPieces(file: CsvFile): Pieces {
  if (file.bytes) {
    const { buffer, byteOffset, byteLength } = file.bytes;
    yield decode(file, withoutMark(file, Buffer.from(buffer, byteOffset, byteLength)), 1);
    return;
  }
  const descriptor = open(file);
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    let carried: Buffer = Buffer.alloc(0);
    let line = 1;
    for (let first = true; ; first = false) {
      const count = reading(file, () => readSync(descriptor, chunk, 0, CHUNK, null));
      let bytes: Buffer = Buffer.concat([carried, chunk.subarray(0, count)]);
      if (first) bytes = withoutMark(file, bytes);
      // A line feed is never a part of a longer UTF-8 sequence: what is cut there can be decoded alone.
      const end = count === 0 ? bytes.length : bytes.lastIndexOf(LINE_FEED) + 1;
      if (end > 0) {
        const piece = bytes.subarray(0, end);
        yield decode(file, piece, line);
        line += lineFeeds(piece);
      }
      if (count === 0) return;
      carried = bytes.subarray(end);
      if (carried.length > LONGEST) throw tooLong(file, line, "the line");
    }
  } finally {
    closeSync(descriptor);
  }
}

/** @param what "the line", or "the row" */
export const tooLong = (file: CsvFile, line: number, what: string) =>
  problem(file, { line }, `${what} must end within ${LONGEST >> 20} MiB`, "a quote may be unterminated");

function withoutMark(file: CsvFile, bytes: Buffer): Buffer {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw problem(file, { line: 1 }, "must be UTF-8, got UTF-16", "save the file as UTF-8");
  }
  return first === 0xef && second === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function decode(file: CsvFile, bytes: Buffer, line: number): string {
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    const place = { line: line + lineFeeds(bytes.subarray(0, nul)) };
    throw problem(file, place, "holds a NUL byte: it is no UTF-8 text", "save the file as CSV in UTF-8");
  }
  if (isUtf8(bytes)) return bytes.toString("utf8");
  let start = 0;
  for (let bad = line; ; bad++) {
    const next = bytes.indexOf(LINE_FEED, start) + 1;
    const end = next > 0 ? next : bytes.length;
    if (!isUtf8(bytes.subarray(start, end))) {
      throw problem(file, { line: bad }, "is no valid UTF-8", "save the file as UTF-8");
    }
    start = end;
  }
}

function lineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === LINE_FEED) count++;
  return count;
}
