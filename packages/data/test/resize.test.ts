import { describe, expect, it } from "vitest";
import { resize } from "../src/resize.ts";
import pillow from "./fixtures/pillow.json" with { type: "json" };

const gray = (values: readonly number[], height: number, size: readonly [number, number]): number[] => [
  ...resize(Uint8Array.from(values), [height, values.length / height, 1], size),
];

describe("resize", () => {
  it("averages what lies below a triangle, worked out by hand", () => {
    // Half as many: taps at distances 1.5, 0.5, 0.5, 1.5 of a triangle of half width 2 weigh 1, 3, 3, 1; at the border those inside.
    expect(gray([0, 40, 80, 120, 160, 200], 1, [1, 3])).toEqual([
      Math.round((3 * 0 + 3 * 40 + 1 * 80) / 7),
      Math.round((1 * 40 + 3 * 80 + 3 * 120 + 1 * 160) / 8),
      Math.round((1 * 120 + 3 * 160 + 3 * 200) / 7),
    ]);
    // Twice as many: a quarter and three quarters of the neighbours, the border repeated.
    expect(gray([0, 100, 200], 1, [1, 6])).toEqual([0, 25, 75, 125, 175, 200]);
    expect(gray([0, 100, 200], 3, [6, 1])).toEqual([0, 25, 75, 125, 175, 200]);
  });

  it("leaves an image of that size as it is, and a flat one flat", () => {
    expect(gray([1, 2, 3, 4, 5, 6], 2, [2, 3])).toEqual([1, 2, 3, 4, 5, 6]);
    for (const size of [
      [1, 1],
      [2, 9],
      [13, 4],
      [100, 1],
    ] as const) {
      expect(new Set(gray(new Array(35).fill(255), 5, size))).toEqual(new Set([255]));
    }
  });

  it("does the same to the mirrored image, mirrored", () => {
    const values = [9, 200, 31, 77, 250, 3, 128];
    expect(gray(values.toReversed(), 1, [1, 4])).toEqual(gray(values, 1, [1, 4]).toReversed());
  });

  it("treats each channel by itself", () => {
    const channels = [
      [0, 100, 200],
      [7, 7, 7],
      [255, 0, 9],
    ] as const;
    const mixed = Uint8Array.from(
      { length: 9 },
      (_, i) => (channels[i % 3] as readonly number[])[Math.floor(i / 3)] as number,
    );
    const result = resize(mixed, [1, 3, 3], [1, 2]);
    for (const [c, values] of channels.entries()) {
      expect([result[c], result[3 + c]]).toEqual(gray(values, 1, [1, 2]));
    }
  });

  it.each(pillow.resized)("gives the bits of Pillow at $size", ({ size, values }) => {
    const shape = pillow.shape as [number, number, number];
    expect([...resize(Uint8Array.from(pillow.noise), shape, size as [number, number])]).toEqual(values);
  });
});
