import { expect, test } from "vitest";
import { safeText } from "../../src/terminal/safe-text.ts";

/** Controls, marks of direction, ends of lines and the byte order mark. */
const RANGES = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x061c, 0x061c],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2066, 0x2069],
  [0xfeff, 0xfeff],
] as const;

test("of all characters up to U+FFFF those that could drive a terminal become U+FFFD, and no other does", () => {
  const replaced = Array.from({ length: 0x10000 }, (_, code) => code).filter((code) => {
    const text = String.fromCharCode(code);
    return safeText(`a${text}b`) !== `a${text}b`;
  });
  const meant = RANGES.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
  expect(replaced).toEqual(meant);
  expect(safeText("\u001b[2J\u202e ✓ 日本 \u{1f600}")).toBe("\ufffd[2J\ufffd ✓ 日本 \u{1f600}");
});
