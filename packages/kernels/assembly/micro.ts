// The two inner loops that almost all arithmetic goes through: a 6×8 tile of C held in twelve vector registers.
//
//   C[r][0…7] = init[r][0…7] + Σ_k A[r][k] · B[k][0…7]
//
// B is a packed panel: eight consecutive columns, row after row. The rows of A are six pointers that share an offset,
// which advances by a constant step (`strided`) or through a table (`gathered`, the implicit im2col of a convolution).
// Nothing but loads and multiply-adds stands in the loop: an epilogue or a nested loop here costs a third of the speed.

import { fma } from "./common";

export function strided(
  a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize,
  step: usize, b: usize, k: i32, init: usize, initRow: usize, c: usize, cRow: usize,
): void {
  let c00 = v128.load(init), c01 = v128.load(init, 16);
  let c10 = v128.load(init + initRow), c11 = v128.load(init + initRow, 16);
  let c20 = v128.load(init + 2 * initRow), c21 = v128.load(init + 2 * initRow, 16);
  let c30 = v128.load(init + 3 * initRow), c31 = v128.load(init + 3 * initRow, 16);
  let c40 = v128.load(init + 4 * initRow), c41 = v128.load(init + 4 * initRow, 16);
  let c50 = v128.load(init + 5 * initRow), c51 = v128.load(init + 5 * initRow, 16);
  let o: usize = 0;
  for (; k > 0; k--) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let s = v128.load32_splat(a0 + o); c00 = fma(s, b0, c00); c01 = fma(s, b1, c01);
    s = v128.load32_splat(a1 + o); c10 = fma(s, b0, c10); c11 = fma(s, b1, c11);
    s = v128.load32_splat(a2 + o); c20 = fma(s, b0, c20); c21 = fma(s, b1, c21);
    s = v128.load32_splat(a3 + o); c30 = fma(s, b0, c30); c31 = fma(s, b1, c31);
    s = v128.load32_splat(a4 + o); c40 = fma(s, b0, c40); c41 = fma(s, b1, c41);
    s = v128.load32_splat(a5 + o); c50 = fma(s, b0, c50); c51 = fma(s, b1, c51);
    o += step;
    b += 32;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c + cRow, c10); v128.store(c + cRow, c11, 16);
  v128.store(c + 2 * cRow, c20); v128.store(c + 2 * cRow, c21, 16);
  v128.store(c + 3 * cRow, c30); v128.store(c + 3 * cRow, c31, 16);
  v128.store(c + 4 * cRow, c40); v128.store(c + 4 * cRow, c41, 16);
  v128.store(c + 5 * cRow, c50); v128.store(c + 5 * cRow, c51, 16);
}

export function gathered(
  a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize,
  table: usize, b: usize, k: i32, init: usize, initRow: usize, c: usize, cRow: usize,
): void {
  let c00 = v128.load(init), c01 = v128.load(init, 16);
  let c10 = v128.load(init + initRow), c11 = v128.load(init + initRow, 16);
  let c20 = v128.load(init + 2 * initRow), c21 = v128.load(init + 2 * initRow, 16);
  let c30 = v128.load(init + 3 * initRow), c31 = v128.load(init + 3 * initRow, 16);
  let c40 = v128.load(init + 4 * initRow), c41 = v128.load(init + 4 * initRow, 16);
  let c50 = v128.load(init + 5 * initRow), c51 = v128.load(init + 5 * initRow, 16);
  for (; k > 0; k--) {
    const o = <usize>load<u32>(table);
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let s = v128.load32_splat(a0 + o); c00 = fma(s, b0, c00); c01 = fma(s, b1, c01);
    s = v128.load32_splat(a1 + o); c10 = fma(s, b0, c10); c11 = fma(s, b1, c11);
    s = v128.load32_splat(a2 + o); c20 = fma(s, b0, c20); c21 = fma(s, b1, c21);
    s = v128.load32_splat(a3 + o); c30 = fma(s, b0, c30); c31 = fma(s, b1, c31);
    s = v128.load32_splat(a4 + o); c40 = fma(s, b0, c40); c41 = fma(s, b1, c41);
    s = v128.load32_splat(a5 + o); c50 = fma(s, b0, c50); c51 = fma(s, b1, c51);
    table += 4;
    b += 32;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c + cRow, c10); v128.store(c + cRow, c11, 16);
  v128.store(c + 2 * cRow, c20); v128.store(c + 2 * cRow, c21, 16);
  v128.store(c + 3 * cRow, c30); v128.store(c + 3 * cRow, c31, 16);
  v128.store(c + 4 * cRow, c40); v128.store(c + 4 * cRow, c41, 16);
  v128.store(c + 5 * cRow, c50); v128.store(c + 5 * cRow, c51, 16);
}
