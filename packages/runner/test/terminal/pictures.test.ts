import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { contactSheet } from "../../src/commands/contact-sheet.ts";
import { pictures } from "../../src/terminal/pictures.ts";
import { fakeTerminal } from "./screen.ts";

// Two rows of four pixels: dark to light, light to dark.
const image = { title: "seven", values: [0, 85, 170, 255, 255, 170, 85, 0] };
const screen = (columns: number, env: Record<string, string> = {}) =>
  fakeTerminal(columns, { LANG: "C.UTF-8", NO_COLOR: "1", ...env }).terminal.err;

test("without colours a character is the shade of two pixels, in ASCII where the locale is", () => {
  const dark = { title: "", values: [0, 255, 0, 255] };
  expect(pictures([image], [2, 4, 1], screen(80))).toEqual(
    ["  seve…".slice(0, 6), "  ▒▒▒▒"].map((line, i) => (i === 0 ? "  sev…" : line)),
  );
  expect(pictures([dark], [2, 2, 1], screen(80))[1]).toBe("   █");
  expect(pictures([dark], [2, 2, 1], screen(80, { LANG: "C" }))[1]).toBe("   @");
});

test("as many are shown as fit, and wide images are thinned", () => {
  const wide = { title: "w", values: new Uint8Array(100 * 2) };
  const [head = ""] = pictures(Array(9).fill(wide), [2, 100, 1], screen(80));
  expect(head.trim().split(/\s+/)).toHaveLength(2);
});

test("a contact sheet sets the first column apart and enlarges small images", () => {
  const red = Uint8Array.from([255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0]);
  const blue = Uint8Array.from([0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255]);
  const { width, height, data } = PNG.sync.read(contactSheet({ shape: [2, 2, 3], rows: [[red, blue, blue]] }));
  const at = (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
  expect([width, height]).toEqual([4 + 64 + 16 + 64 + 4 + 64 + 4, 4 + 64 + 4]);
  expect([at(0, 0), at(4, 4), at(67, 67)]).toEqual([
    [96, 96, 96],
    [255, 0, 0],
    [255, 0, 0],
  ]);
  expect([at(70, 30), at(84, 4), at(width - 5, 67), at(width - 1, 30)]).toEqual([
    [96, 96, 96],
    [0, 0, 255],
    [0, 0, 255],
    [96, 96, 96],
  ]);
});
