import { defineKernel } from "../kernel.ts";

/** Where sample s of the batch begins in the values. */
const startOf = (
  i32: Int32Array,
  { values, order, cursor, size }: { values: number; order: number; cursor: number; size: number },
  s: number,
): number => values + (i32[order / 4 + (i32[cursor / 4] as number) + s] as number) * size;

/**
 * y[s] = start + Σ_k (u · scale) W[k] over the bytes u of values[order[cursor + s]] that are not zero: a fully
 * connected layer [size, columns] straight on the data. affine [scale, shift]; `columns` is a multiple of 4.
 */
export const linear_sparse = defineKernel({
  fields: {
    values: "read",
    order: "read",
    cursor: "read",
    affine: "read",
    weight: "read",
    start: "read",
    y: "write",
    size: "i32",
    columns: "i32",
  },
  axis: "sample",
  touched: { values: ({ size, batch }) => size * batch, order: ({ batch }) => 4 * batch },
  scratch: ({ size }) => (size + 1) * 8,
  reference: ({ f32, i32, u8 }, g) => {
    const scale = f32[g.affine / 4] as number;
    for (let s = 0; s < g.batch; s++) {
      const from = startOf(i32, g, s);
      for (let column = 0; column < g.columns; column++) {
        let sum = f32[g.start / 4 + column] as number;
        for (let k = 0; k < g.size; k++) {
          const value = Math.fround((u8[from + k] as number) * scale);
          if (value !== 0) sum += value * (f32[g.weight / 4 + k * g.columns + column] as number);
        }
        f32[g.y / 4 + s * g.columns + column] = sum;
      }
    }
  },
});

/** Samples in a block; assembly/linear_sparse.ts has the same number. */
const BLOCK = 256;

/** dW[k] = start + Σ_s (u · scale) dy[s] over the samples whose byte k is not zero. */
export const linear_sparse_weight = defineKernel({
  fields: {
    values: "read",
    order: "read",
    cursor: "read",
    affine: "read",
    dy: "read",
    start: "read",
    dweight: "write",
    batch: "i32",
    size: "i32",
    columns: "i32",
  },
  axis: "tile",
  units: ({ size }) => Math.ceil(size / 16),
  work: ({ batch, columns }) => 8 * batch * columns,
  touched: { values: ({ size, batch }) => size * batch, order: ({ batch }) => 4 * batch },
  // Where dy leaves the cache, many pixels share each part of it that is loaded.
  shared: ({ batch }) => (batch > BLOCK ? 8 : 1),
  scratch: () => 64 + 16 * (BLOCK + 1) * 8,
  reference: ({ f32, i32, u8 }, g) => {
    const scale = f32[g.affine / 4] as number;
    for (let k = 0; k < g.size; k++) {
      for (let column = 0; column < g.columns; column++) {
        let sum = f32[g.start / 4 + column] as number;
        for (let s = 0; s < g.batch; s++) {
          const value = Math.fround((u8[startOf(i32, g, s) + k] as number) * scale);
          if (value !== 0) sum += value * (f32[g.dy / 4 + s * g.columns + column] as number);
        }
        f32[g.dweight / 4 + k * g.columns + column] = sum;
      }
    }
  },
});

/** y[column] = bias[column] + shift · Σ_rows x[row][column]; affine [scale, shift], `columns` is a multiple of 4. */
export const shift_sums = defineKernel({
  fields: { x: "read", bias: "read?", affine: "read", y: "write", rows: "i32", columns: "i32" },
  axis: "tile",
  units: ({ columns }) => Math.ceil(columns / 16),
  work: ({ rows }) => rows * 32,
  reference: ({ f32 }, { x, bias, affine, y, rows, columns }) => {
    const shift = f32[affine / 4 + 1] as number;
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += f32[x / 4 + row * columns + column] as number;
      f32[y / 4 + column] = (shift === 0 ? 0 : shift * sum) + (bias ? (f32[bias / 4 + column] as number) : 0);
    }
  },
});
