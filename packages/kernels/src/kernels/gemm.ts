import { defineKernel } from "../kernel.ts";

/** Packs B[k][n] into panels of eight columns, [⌈n/8⌉][k][8], the last one filled up with zeros. */
export const pack = defineKernel({
  fields: { x: "read", y: "write", k: "i32", n: "i32", k_stride: "i32", n_stride: "i32" },
  axis: "tile",
  units: ({ n }) => Math.ceil(n / 8),
  regions: {
    x: ({ k, n, k_stride, n_stride }) =>
      n_stride === 1 ? { run: n, stride: k_stride, count: k } : { run: (k - 1) * k_stride + (n - 1) * n_stride + 1 },
  },
  work: ({ k }) => k * 16,
  reference: ({ f32 }, { x, y, k, n, k_stride, n_stride }) => {
    for (let column = 0; column < Math.ceil(n / 8) * 8; column++) {
      for (let row = 0; row < k; row++) {
        const to = y / 4 + (Math.floor(column / 8) * k + row) * 8 + (column % 8);
        f32[to] = column < n ? (f32[x / 4 + row * k_stride + column * n_stride] as number) : 0;
      }
    }
  },
});

/**
 * C[m][n] = bias[n] + Σ_k A[m][k] · B[k][n], B packed; A and C with element strides of their own; `block` rows a unit, a
 * multiple of 6, as tiles of six rows of one panel lie right before the next panel's in the workspace; `slab` 1: the rows of a transposed A are first copied side by side.
 */
export const gemm = defineKernel({
  fields: {
    a: "read",
    b: "read",
    bias: "read?",
    c: "write",
    m: "i32",
    n: "i32",
    k: "i32",
    a_row: "i32",
    a_step: "i32",
    c_row: "i32",
    c_column: "i32",
    block: "i32",
    slab: "i32",
  },
  axis: "tile",
  units: ({ m, n, block }) => Math.ceil(m / block) * Math.ceil(n / 16),
  work: ({ m, n, k, block }) => 2 * Math.min(m, block) * Math.min(n, 16) * k,
  flops: ({ m, n, k }) => 2 * m * n * k,
  shared: ({ slab }) => (slab ? 8 : 1),
  scratch: ({ block, k, slab }) => (block + 1) * 64 + (slab ? 4 * block * k : 0),
  reference: ({ f32 }, { a, b, bias, c, m, n, k, a_row, a_step, c_row, c_column }) => {
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        let sum = bias ? (f32[bias / 4 + column] as number) : 0;
        const panel = b / 4 + Math.floor(column / 8) * k * 8 + (column % 8);
        for (let i = 0; i < k; i++) {
          sum += (f32[a / 4 + row * a_row + i * a_step] as number) * (f32[panel + i * 8] as number);
        }
        f32[c / 4 + row * c_row + column * c_column] = sum;
      }
    }
  },
});
