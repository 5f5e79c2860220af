import type { ArgumentsOf } from "../call.ts";
import { createTensor } from "../tensor.ts";
import type { Lowering, Rule } from "./contract.ts";

/** y = x W + b: the weight is packed, x is read as it lies. */
export const linear: Rule<"linear"> = ({ x, weight, bias, y }, { batch, call }) => {
  const [k, n] = weight.shape as [number, number];
  const packed = createTensor("linear weight, packed", [Math.ceil(n / 8), k, 8]);
  call("pack", { x: weight, y: packed, k, n, k_stride: n, n_stride: 1 });
  gemm(call, { a: x, b: packed, bias, c: y, m: batch, n, k, a_row: k, a_step: 1, c_row: n, c_column: 1 });
};

/** dW, db and dx; what is packed is the small gradient, never the weight. */
export const linear_backward: Rule<"linear_backward"> = ({ x, dy, weight, dweight, dbias, dx }, { batch, call }) => {
  const [k, n] = weight.shape as [number, number];
  // dW [k, n] = xᵀ dy: the rows of xᵀ are columns of x, so x is read with swapped strides and dy is packed.
  const rows = createTensor("output gradient, packed", [Math.ceil(n / 8), batch, 8]);
  call("pack", { x: dy, y: rows, k: batch, n, k_stride: n, n_stride: 1 });
  gemm(call, { a: x, b: rows, c: dweight, m: k, n, k: batch, a_row: 1, a_step: k, c_row: n, c_column: 1 });
  if (dbias) call("sum_rows", { x: dy, y: dbias, rows: batch, columns: n });
  if (!dx) return;
  // dxᵀ [k, batch] = W dyᵀ: W is used as it lies, the small dy is packed, and C is written transposed.
  const columns = createTensor("output gradient, transposed", [Math.ceil(batch / 8), n, 8]);
  call("pack", { x: dy, y: columns, k: n, n: batch, k_stride: 1, n_stride: n });
  gemm(call, { a: weight, b: columns, c: dx, m: k, n: batch, k: n, a_row: n, a_step: 1, c_row: 1, c_column: k });
};

/** C = A B, B packed. */
export const matmul: Rule<"matmul"> = ({ a, b, c, m, n, k, b_row, b_column, ...rows }, { call }) => {
  const packed = createTensor("factor, packed", [Math.ceil(n / 8), k, 8]);
  call("pack", { x: b, y: packed, k, n, k_stride: b_row, n_stride: b_column });
  gemm(call, { a, b: packed, c, m, n, k, ...rows, c_row: n, c_column: 1 });
};

/** Rows of C in one unit of work, at most: 48 rows of A, 512 deep, are 96 KB. */
const MOST_ROWS = 48;

/** Bytes after which addresses fall into the same set of the first-level cache. */
const CACHE_PERIOD = 4096;

/** Beyond this depth a slab of A would leave the second-level cache. */
const MOST_SLAB_DEPTH = 2048;

/**
 * A matrix product whose rows are cut into even blocks of whole micro-tiles of six rows. A transposed A whose steps in k
 * all fall into one set of the cache is copied block by block (a third faster at 1024³, where each load would miss).
 */
function gemm(call: Lowering["call"], args: Omit<ArgumentsOf<"gemm">, "block" | "slab">): void {
  const blocks = Math.ceil(args.m / MOST_ROWS);
  const collides = args.a_row === 1 && (args.a_step * 4) % CACHE_PERIOD === 0 && args.k <= MOST_SLAB_DEPTH;
  call("gemm", { ...args, block: 6 * Math.ceil(args.m / blocks / 6), slab: collides ? 1 : 0 });
}
