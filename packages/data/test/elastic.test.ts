import { describe, expect, it } from "vitest";
import { augmentations } from "../src/index.ts";
import { compile } from "./compile-augmentation.ts";

const BATCH = 8;
const [height, width] = [40, 30] as const;
/** Where no pixel that is looked up lies outside of the image. */
const MARGIN = 12;

/** How far the pixels in the middle of each image move along an axis: read from images whose values are their coordinates. */
function moves(options: object, axis: "columns" | "rows"): number[][][] {
  const { setInput, draw } = compile(augmentations.elastic, { options, input: [height, width, 1] }, BATCH);
  const coordinate = (i: number) => (axis === "columns" ? i % width : Math.floor(i / width) % height);
  setInput(Float32Array.from({ length: BATCH * height * width }, (_, i) => coordinate(i)));
  const [y] = draw(0);
  return Array.from({ length: BATCH }, (_, s) =>
    Array.from({ length: height - 2 * MARGIN }, (_, row) =>
      Array.from({ length: width - 2 * MARGIN }, (_, column) => {
        const i = (s * height + row + MARGIN) * width + column + MARGIN;
        return (y[i] as number) - coordinate(i);
      }),
    ),
  );
}

const deviation = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

describe("elastic", () => {
  it("with alpha 0 is the identity", () => {
    const { input, draw } = compile(augmentations.elastic, { options: { alpha: 0 }, input: [7, 6, 3] }, BATCH);
    expect(draw(0)).toEqual(input());
  });

  it.each([
    ["columns", (16 / 2) * (width / height)],
    ["rows", (16 / 2) * (height / width)],
  ] as const)("moves %s by up to alpha / 2, evenly, where nothing is smoothed: deviation within 5 %", (axis, most) => {
    const all = moves({ alpha: 16, sigma: 0 }, axis).flat(2);
    const farthest = Math.max(...all.map(Math.abs));
    expect(farthest).toBeLessThan(most * (1 + 1e-5)); // singles are rounded
    expect(farthest).toBeGreaterThan(most * 0.99);
    expect(Math.abs(deviation(all) / (most / Math.sqrt(3)) - 1)).toBeLessThan(0.05);
  });

  it("smoothed, moves by alpha / 2 · Σw² / √3, w the Gaussian's weights: deviation within 15 %", () => {
    const sigma = 1;
    const gaussian = Array.from({ length: 9 }, (_, t) => Math.exp(-0.5 * ((t - 4) / sigma) ** 2));
    const total = gaussian.reduce((sum, weight) => sum + weight, 0);
    const squares = gaussian.reduce((sum, weight) => sum + (weight / total) ** 2, 0);
    const expected = ((30 / 2) * (width / height) * squares) / Math.sqrt(3);
    const all = moves({ alpha: 30, sigma }, "columns");
    expect(Math.abs(deviation(all.flat(2)) / expected - 1)).toBeLessThan(0.15);
    // Neighbours move alike: the correlation of a smoothed field at distance 1 is exp(−1/(4σ²)).
    const pairs = all.flat().flatMap((row) => row.slice(1).map((move, i) => move * (row[i] as number)));
    const correlation = pairs.reduce((sum, product) => sum + product, 0) / pairs.length / deviation(all.flat(2)) ** 2;
    expect(Math.abs(correlation - Math.exp(-1 / 4))).toBeLessThan(0.1);
  });
});
