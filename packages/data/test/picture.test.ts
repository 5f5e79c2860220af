import { InputError } from "@assay/kernels";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import type { Image, PictureOptions } from "../src/picture/contract.ts";
import { frameDigit } from "../src/picture/digit.ts";
import { fit } from "../src/picture/fit.ts";
import { readPicture } from "../src/picture/read-picture.ts";
import { resize } from "../src/resize.ts";
import { flatJpeg, rawPng } from "./image-files.ts";

/** A PNG of RGBA pixels, given as functions of row and column. */
function png(height: number, width: number, at: (row: number, column: number) => readonly number[]): Buffer {
  const made = new PNG({ width, height });
  made.data = Buffer.from(
    Array.from({ length: height * width }, (_, i) => at(Math.floor(i / width), i % width)).flat(),
  );
  return PNG.sync.write(made, { colorType: 6 });
}
const grays = (height: number, width: number, at: (row: number, column: number) => number): Buffer =>
  png(height, width, (row, column) => [at(row, column), at(row, column), at(row, column), 255]);

const GRAY: PictureOptions = { shape: [4, 4, 1], background: [0], frame: "stretch", invert: "auto" };
const RGB: PictureOptions = { ...GRAY, shape: [4, 4, 3], background: [10, 20, 30] };
const read = (bytes: Buffer, options: Partial<PictureOptions> = {}, base = GRAY) =>
  readPicture(bytes, "x.png", { ...base, ...options });

describe("dark and light", () => {
  const dark = grays(4, 4, (row, column) => (row === 1 && column === 2 ? 250 : 5));
  const light = grays(4, 4, (row, column) => (row === 1 && column === 2 ? 5 : 250));

  it.each([
    ["light on dark stays, for images on a dark background", dark, 0, false],
    ["dark on light is exchanged, for images on a dark background", light, 0, true],
    ["dark on light stays, for images on a light background", light, 255, false],
    ["light on dark is exchanged, for images on a light background", dark, 255, true],
    ["nothing is exchanged for images whose background is neither", light, 120, false],
  ])("%s", (_title, bytes, background, inverted) => {
    const found = read(bytes, { background: [background] });
    expect(found.inverted).toBe(inverted);
    const value = bytes === dark ? 250 : 5;
    expect(found.values[6]).toBe(inverted ? 255 - value : value);
  });

  it("are exchanged or left alone where that is asked for", () => {
    expect(read(dark, { invert: "yes" })).toMatchObject({ inverted: true });
    expect(read(light, { invert: "no" })).toMatchObject({ inverted: false });
    expect(read(dark, { invert: "yes" }).values[0]).toBe(250);
  });

  it("of colours are left alone unless asked for", () => {
    const white = png(4, 4, () => [250, 240, 230, 255]);
    expect(read(white, {}, RGB)).toEqual({
      inverted: false,
      values: Uint8Array.from({ length: 48 }, (_, i) => [250, 240, 230][i % 3] as number),
    });
    expect(read(white, { invert: "yes" }, RGB).values.subarray(0, 3)).toEqual(Uint8Array.of(5, 15, 25));
  });

  it("are judged by the median of the border: a line that crosses it does not count", () => {
    const crossed = grays(8, 8, (_, column) => (column === 3 ? 0 : 255));
    expect(read(crossed).inverted).toBe(true);
  });
});

describe("colour and transparency", () => {
  it("colours become gray by the luma of ITU-R 601", () => {
    const found = read(
      png(4, 4, () => [200, 100, 50, 255]),
      { invert: "no" },
    );
    expect(found.values[0]).toBe(Math.round(0.299 * 200 + 0.587 * 100 + 0.114 * 50));
  });

  it("16 bits, a palette of one bit and a JPEG are read", () => {
    const deep = rawPng({ width: 1, height: 1, depth: 16 }, [[0, 0x80, 0x12]]);
    expect(read(deep, { invert: "no" }).values).toEqual(new Uint8Array(16).fill(0x80));
    const bits = rawPng({ width: 2, height: 1, depth: 1 }, [[0, 0b01000000]]);
    expect([...read(bits, { shape: [1, 2, 1], invert: "no" }).values]).toEqual([0, 255]);
    const [first = 0] = read(flatJpeg([40, 40, 40]), { invert: "no" }).values;
    expect(Math.abs(first - 40)).toBeLessThan(4);
  });

  it.each([
    ["black ink", 0],
    ["white ink", 255],
  ])("%s on a transparent background stands out, and becomes light on dark", (_title, ink) => {
    const bytes = png(4, 4, (row, column) => (row === 1 && column === 1 ? [ink, ink, ink, 255] : [90, 90, 90, 0]));
    const { values } = read(bytes);
    expect(values[5]).toBe(255);
    expect(values.filter((value) => value === 0)).toHaveLength(15);
  });

  it("holes in an opaque picture take the colour of its border", () => {
    const bytes = png(4, 4, (row, column) => (row === 1 && column === 1 ? [0, 0, 0, 0] : [30, 30, 30, 255]));
    expect(read(bytes).values).toEqual(new Uint8Array(16).fill(30));
  });

  it("colour pictures lie over the background of the training images, in the proportion of alpha", () => {
    const bytes = png(4, 4, () => [110, 120, 130, 51]);
    expect(read(bytes, {}, RGB).values.subarray(0, 3)).toEqual(Uint8Array.of(30, 40, 50)); // 0.2 · 110 + 0.8 · 10
  });
});

describe("the frame fit", () => {
  it("keeps proportions: what is left of the size is the median of the border", () => {
    // 2 × 4 into 4 × 4: one row above, one below.
    const image: Image = { shape: [2, 4, 1], values: Uint8Array.of(7, 7, 7, 7, 7, 9, 9, 7) };
    expect([...fit(image, [4, 4])]).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 7, 9, 9, 7, 7, 7, 7, 7]);
  });

  it("of a picture of these proportions is its resize, channel by channel", () => {
    const values = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (i * 37) % 256);
    expect(fit({ values, shape: [8, 8, 3] }, [4, 4])).toEqual(resize(values, [8, 8, 3], [4, 4]));
  });

  it("leaves at least a line of a very flat picture", () => {
    const flat: Image = { shape: [1, 300, 1], values: new Uint8Array(300).fill(200) };
    expect(fit(flat, [4, 4])).toEqual(new Uint8Array(16).fill(200));
  });
});

/** Row and column of the centre of mass, the middle of the first pixel at 0.5, and the box of what is brighter than half. */
function measured(values: Uint8Array, width: number) {
  const rows: number[] = [];
  const columns: number[] = [];
  let [mass, row, column] = [0, 0, 0];
  for (const [i, value] of values.entries()) {
    const [r, c] = [Math.floor(i / width), i % width];
    mass += value;
    row += value * (r + 0.5);
    column += value * (c + 0.5);
    if (value > 127) {
      rows.push(r);
      columns.push(c);
    }
  }
  const span = (of: number[]): number => Math.max(...of) - Math.min(...of) + 1;
  return { row: row / mass, column: column / mass, height: span(rows), width: span(columns) };
}

describe("the frame of a digit", () => {
  const bar = (
    height: number,
    width: number,
    [top, left, h, w]: readonly [number, number, number, number],
    ink = 255,
  ): Image => ({
    shape: [height, width, 1],
    values: Uint8Array.from({ length: height * width }, (_, i) => {
      const [row, column] = [Math.floor(i / width) - top, (i % width) - left];
      return row >= 0 && row < h && column >= 0 && column < w ? ink : 0;
    }),
  });

  it.each([
    ["upright, small", bar(20, 20, [1, 1, 10, 2]), 20, 4],
    ["upright, large", bar(300, 200, [150, 10, 120, 24]), 20, 4],
    ["lying", bar(60, 90, [50, 40, 6, 40]), 3, 20],
    ["square", bar(50, 50, [2, 2, 40, 40]), 20, 20],
  ])(
    "a bar that is %s is fitted into 20 × 20 with its proportions, its centre in the middle",
    (_title, image, height, width) => {
      const framed = frameDigit(image, [28, 28]) as Uint8Array;
      const found = measured(framed, 28);
      expect([found.height, found.width]).toEqual([height, width]);
      expect(Math.abs(found.row - 14)).toBeLessThanOrEqual(0.5);
      expect(Math.abs(found.column - 14)).toBeLessThanOrEqual(0.5);
      expect(Math.max(...framed)).toBe(255);
    },
  );

  it("the centre of mass decides, not that of the box", () => {
    // An upright line with a heavy foot: the box is centred at its height 10, the mass far below.
    const line = bar(40, 40, [0, 10, 20, 2]).values;
    const foot = bar(40, 40, [16, 6, 4, 10]).values;
    const framed = frameDigit(
      { shape: [40, 40, 1], values: line.map((value, i) => Math.max(value, foot[i] as number)) },
      [28, 28],
    );
    const rows = [...(framed as Uint8Array).entries()]
      .filter(([, value]) => value > 127)
      .map(([i]) => Math.floor(i / 28));
    const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
    expect(bottom - top + 1).toBe(20);
    expect(top, "it is moved up, as far as it goes").toBeLessThan(4);
  });

  it("a faint pen on gray paper gives the same as a strong one", () => {
    const strong = bar(60, 60, [10, 20, 30, 5]);
    const faint: Image = { ...strong, values: strong.values.map((value) => (value > 0 ? 90 : 40)) };
    expect(frameDigit(faint, [28, 28])).toEqual(frameDigit(strong, [28, 28]));
  });

  it("an image that is framed already stays as it is", () => {
    const framed = bar(28, 28, [4, 12, 20, 4]).values.map((value, i) => (i === 8 * 28 + 11 ? 30 : value));
    expect(frameDigit({ values: framed, shape: [28, 28, 1] }, [28, 28])).toBe(framed);
  });

  it("another size has the same proportions", () => {
    const { height, row } = measured(frameDigit(bar(50, 50, [2, 2, 40, 8]), [14, 14]) as Uint8Array, 14);
    expect(height).toBe(10);
    expect(Math.abs(row - 7)).toBeLessThanOrEqual(0.5);
  });

  it("where nothing stands out there is none", () => {
    expect(frameDigit({ shape: [30, 30, 1], values: new Uint8Array(900).fill(255) }, [28, 28])).toBeUndefined();
    expect(() =>
      read(
        grays(9, 9, () => 255),
        { shape: [28, 28, 1], frame: "digit" },
      ),
    ).toThrow("x.png: must show a digit, nothing is lighter than its border");
  });
});

describe("what cannot be read is refused", () => {
  it.each([
    [
      "no picture",
      Buffer.from("hello"),
      {},
      "[data/image] x.png: must be a PNG or a JPEG, it begins with the bytes 68656c6c6f",
    ],
    ["nothing", Buffer.alloc(0), {}, "x.png: must be a PNG or a JPEG, it is empty"],
    ["a damaged picture", grays(4, 4, () => 0).subarray(0, 50), {}, "x.png: the PNG is damaged: truncated"],
    ["two channels", grays(4, 4, () => 0), { shape: [4, 4, 2] }, "pictures have 1 or 3 channels, the model takes 2"],
    [
      "a digit in colour",
      grays(4, 4, () => 0),
      { shape: [4, 4, 3], frame: "digit" },
      "digit is for models of gray images",
    ],
  ] as const)("%s", (_title, bytes, options, says) => {
    expect(() => read(bytes, options as Partial<PictureOptions>)).toThrow(InputError);
    expect(() => read(bytes, options as Partial<PictureOptions>)).toThrow(says);
  });
});
