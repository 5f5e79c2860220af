import { sizeOf, stream } from "@assay/kernels";
import { describe, expect, test } from "vitest";
import { initializers } from "../src/index.ts";

function fill(shape: readonly number[], options = {}, seed = 1): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  initializers.orthogonal.fill(values, options, { in: 1, out: 1 }, stream(seed, "orthogonal"), shape);
  return values;
}

/** Rows of the matrix [out, rest] as PyTorch flattens it; the weight lies as [rest][out]. */
function rowsOf(values: Float32Array, out: number): number[][] {
  const rest = values.length / out;
  return Array.from({ length: out }, (_, o) => Array.from({ length: rest }, (_, r) => values[r * out + o] as number));
}

const transposed = (rows: number[][]): number[][] => (rows[0] ?? []).map((_, k) => rows.map((row) => row[k] as number));

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

describe.each([
  { shape: [20, 30] },
  { shape: [30, 20] },
  { shape: [12, 12] },
  { shape: [3, 5, 4, 16] }, // a convolution 4 → 16 by 3×5
  { shape: [1, 1, 3, 8] },
  { shape: [1, 5] },
])("orthogonal, $shape", ({ shape }) => {
  const out = shape.at(-1) as number;

  test.each([1, 2.5])("the fewer of rows and columns are orthogonal with length %d, within 1e-6", (gain) => {
    const rows = rowsOf(fill(shape, { gain }), out);
    const fewer = out <= sizeOf(shape) / out ? rows : transposed(rows);
    for (const [i, a] of fewer.entries()) {
      for (const [j, b] of fewer.entries()) {
        expect(Math.abs(dot(a, b) / gain ** 2 - (i === j ? 1 : 0)), `${i} and ${j}`).toBeLessThan(1e-6);
      }
    }
  });

  test("repeats bit by bit, and another seed gives another matrix", () => {
    expect(fill(shape)).toEqual(fill(shape));
    expect(fill(shape, {}, 2)).not.toEqual(fill(shape));
  });
});

test("elements of many matrices have mean 0 and variance 1/n, within 5 standard deviations: no direction is preferred", () => {
  const [count, side] = [400, 8];
  const sums = { mean: 0, square: 0, diagonal: 0 };
  for (let seed = 0; seed < count; seed++) {
    const values = fill([side, side], {}, seed);
    for (const [i, value] of values.entries()) {
      sums.mean += value;
      sums.square += value * value;
      if (i % (side + 1) === 0) sums.diagonal += value;
    }
  }
  const elements = count * side * side;
  expect(Math.abs(sums.mean / elements)).toBeLessThan(5 / Math.sqrt(side * elements));
  expect(Math.abs(sums.square / elements - 1 / side)).toBeLessThan(1e-6);
  // The diagonal would not average out if the signs of R were left as they come.
  expect(Math.abs(sums.diagonal / (count * side))).toBeLessThan(5 / Math.sqrt(side * count * side));
});
