import { InputError } from "@assay/kernels";
import { readBytes } from "./read-bytes.ts";

/** The lines of a small text file, without empty ones at its end. @throws InputError naming the file */
export function linesOf(path: string, file: string, part: string): readonly string[] {
  const text = Buffer.from(readBytes(path, file, part)).toString("utf8");
  return text.trimEnd().split(/\r?\n/);
}

/** The names of classes, one a line. @throws InputError naming the file unless it has `count` of them */
export function readNames(path: string, file: string, count: number, part: string): readonly string[] {
  const names = linesOf(path, file, part).map((line) => line.trim());
  const empty = names.indexOf("");
  if (names.length !== count) {
    throw new InputError(part, `${file}: must hold the names of ${count} classes, one a line, got ${names.length}`);
  }
  if (empty >= 0) throw new InputError(part, `${file}: line ${empty + 1} must hold a name, it is empty`);
  return names;
}

/**
 * EMNIST's mapping: lines of a label and one code point or more, all of which stand for it ("1 65 97": A and a).
 * @returns name by label: "Aa"
 * @throws InputError naming file and line
 */
export function readMapping(path: string, file: string, part: string): ReadonlyMap<number, string> {
  const entries = linesOf(path, file, part).map((line, i) => {
    const [label = Number.NaN, ...points] = line.trim().split(/\s+/).map(Number);
    const sound =
      points.length > 0 && points.every((point) => Number.isInteger(point) && point >= 32 && point < 0xd800);
    if (sound && Number.isInteger(label)) return [label, String.fromCodePoint(...points)] as const;
    throw new InputError(part, `${file}: line ${i + 1} must be a label and its code points, got ${show(line)}`);
  });
  return new Map(entries);
}

const show = (line: string): string => JSON.stringify(line.length > 40 ? `${line.slice(0, 39)}…` : line);
