import { expect, test } from "vitest";
import { safeText } from "../../src/terminal/safe-text.ts";

/** Controls, marks of direction, characters without a width, ends of lines, surrogates alone and the byte order mark. */
const RANGES = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x061c, 0x061c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
] as const;

test("of all characters up to U+FFFF those that could drive a terminal are written as JSON would, and no other is", () => {
  const replaced = Array.from({ length: 0x10000 }, (_, code) => code).filter((code) => {
    const text = String.fromCharCode(code);
    if (safeText(`a${text}b`) === `a${text}b`) return false;
    expect(JSON.parse(`"${safeText(text)}"`)).toBe(text);
    return true;
  });
  const meant = RANGES.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
  expect(replaced).toEqual(meant);
  expect(safeText("\u001b[2J\u202e ✓ 日本 \u{1f600}")).toBe("\\u001b[2J\\u202e ✓ 日本 \u{1f600}");
  expect(safeText("\u{e0041}"), "a tag, which is two units").toBe("\\udb40\\udc41");
});
