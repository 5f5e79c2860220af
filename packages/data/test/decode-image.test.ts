import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeImage } from "../src/image-folder/decode.ts";
import pillow from "./fixtures/pillow.json" with { type: "json" };
import { chunk, ihdr, rawPng } from "./image-files.ts";
import { temporaryFolders } from "./temporary.ts";

const { create } = temporaryFolders();
function decode(bytes: Uint8Array, channels: 1 | 3) {
  const path = join(create(), "image");
  writeFileSync(path, bytes);
  return decodeImage(path, "image", channels);
}
const gray = (bytes: Uint8Array): number[] => [...decode(bytes, 1).values];

describe("a PNG", () => {
  it.each(pillow.pngs)(
    "of $name has Pillow's pixels, in colour and in gray",
    ({ data, height, width, rgb, gray: luma }) => {
      const bytes = Buffer.from(data, "base64");
      expect(decode(bytes, 3)).toEqual({ height, width, values: Uint8Array.from(rgb) });
      expect(decode(bytes, 1).values).toEqual(Uint8Array.from(luma));
    },
  );

  it("of 16 bits keeps the upper 8 of each sample", () => {
    const bytes = rawPng({ width: 2, height: 1, depth: 16, colour: 2 }, [
      [0, 1, 255, 2, 128, 255, 0, 4, 0, 5, 0, 255, 255],
    ]);
    expect([...decode(bytes, 3).values]).toEqual([1, 2, 255, 4, 5, 255]);
  });

  it("of 2 and 4 bits spreads its levels over 0 to 255", () => {
    expect(gray(rawPng({ width: 4, height: 1, depth: 2 }, [[0, 0b00011011]]))).toEqual([0, 85, 170, 255]);
    expect(gray(rawPng({ width: 3, height: 1, depth: 4 }, [[0, 0x01, 0xf0]]))).toEqual([0, 17, 255]);
  });

  it("with each of the five filters is undone by hand", () => {
    const lines = [
      [0, 10, 20, 30],
      [1, 10, 10, 10],
      [2, 1, 1, 1],
      [3, 10, 10, 10],
      [4, 1, 1, 1],
    ];
    // Sub adds the left, up the upper, average half of both, Paeth the one nearest to left + up - upper left.
    const expected = [10, 20, 30, 10, 20, 30, 11, 21, 31, 15, 28, 39, 16, 29, 40];
    expect(gray(rawPng({ width: 3, height: 5 }, lines))).toEqual(expected);
  });

  it.each([8, 1])("of %d bits is the same interlaced", (depth) => {
    const [width, height] = [11, 9];
    const most = 2 ** depth - 1;
    const level = (x: number, y: number): number => (x * 7 + y * 5 + x * y) & most;
    const line = (xs: readonly number[], y: number): number[] => {
      const levels = xs.map((x) => level(x, y));
      if (depth === 8) return [0, ...levels];
      const bytes = new Array(Math.ceil(levels.length / 8)).fill(0);
      for (const [i, bit] of levels.entries()) bytes[i >> 3] |= bit << (7 - (i & 7));
      return [0, ...bytes];
    };
    const steps = (first: number, step: number, end: number) =>
      Array.from({ length: Math.ceil((end - first) / step) }, (_, i) => first + i * step);
    const passes = [
      [0, 0, 8, 8],
      [4, 0, 8, 8],
      [0, 4, 4, 8],
      [2, 0, 4, 4],
      [0, 2, 2, 4],
      [1, 0, 2, 2],
      [0, 1, 1, 2],
    ] as const;
    const lines = passes.flatMap(([x, y, dx, dy]) => steps(y, dy, height).map((row) => line(steps(x, dx, width), row)));
    const expected = steps(0, 1, height).flatMap((y) => steps(0, 1, width).map((x) => (level(x, y) * 255) / most));
    expect(gray(rawPng({ width, height, depth, interlace: 1 }, lines))).toEqual(expected);
  });

  it("may hold other chunks, its data in several pieces, and bytes after its end", () => {
    const plain = rawPng({ width: 2, height: 1 }, [[0, 5, 6]]);
    const [head, data, end] = [plain.subarray(0, 33), plain.subarray(41, -16), plain.subarray(-12)];
    const pieces = [data.subarray(0, 3), Buffer.alloc(0), data.subarray(3)].map((piece) => chunk("IDAT", piece));
    const text = chunk("tEXt", Buffer.from("Comment\0no profile"));
    const profile = chunk("iCCP", Buffer.from("broken"));
    expect(gray(Buffer.concat([head, text, profile, ...pieces, end, Buffer.from("more")]))).toEqual([5, 6]);
    expect(ihdr({ width: 2, height: 1 })).toEqual(head.subarray(8));
  });
});

describe("a JPEG", () => {
  it.each(pillow.jpegs)("that is $name has Pillow's pixels within 4 of 255", ({ data, height, width, rgb }) => {
    const image = decode(Buffer.from(data, "base64"), 3);
    expect([image.height, image.width]).toEqual([height, width]);
    const worst = Math.max(...rgb.map((value, i) => Math.abs(value - (image.values[i] as number))));
    expect(worst).toBeLessThanOrEqual(4);
  });
});
