// Winograd's transforms for eight channels at a time, for merged pairs of vectors: see winograd.ts.

import { fma, kept } from "./common";
import { A1, A2, A3, B1, B2, B3, MINUS_A2, MINUS_B2, MINUS_SUM, PRODUCT } from "./winograd_points";

/** As transformInput, for eight channels at a time, two vectors of each number side by side: merged, they take no more operations. */
export function transformInputWide(x: usize, xRow: usize, pixel: usize, to: usize, position: usize, rows: usize): void {
  const minusA2 = kept(MINUS_A2), minusB2 = kept(MINUS_B2), minusSum = kept(MINUS_SUM), product = kept(PRODUCT);
  const a = kept(A1), b = kept(B1);
  const x2 = 2 * xRow, x3 = 3 * xRow, x4 = 4 * xRow, x5 = 5 * xRow, rowOfPositions = 6 * position, rowsEnd = rows + 192;
  const stop = x + pixel;
  for (; x < stop; x += 32) {
    let from = x;
    for (let column = rows; column < rowsEnd; column += 32) {
      combineWide(from, from + xRow, from + x2, from + x3, from + x4, from + x5, column, 192, minusA2, minusB2, minusSum, product, a, b);
      from += pixel;
    }
    let v = to;
    for (let row = rows; row < rows + 1152; row += 192) {
      combineWide(row, row + 32, row + 64, row + 96, row + 128, row + 160, v, position, minusA2, minusB2, minusSum, product, a, b);
      v += rowOfPositions;
    }
    to += 32;
  }
}

/** As combine, of eight numbers at each of six addresses. */
// @ts-ignore: decorator
@inline
function combineWide(
  at0: usize, at1: usize, at2: usize, at3: usize, at4: usize, at5: usize, to: usize, step: usize,
  minusA2: v128, minusB2: v128, minusSum: v128, product: v128, a: v128, b: v128,
): void {
  const d0 = v128.load(at0), d1 = v128.load(at1), d2 = v128.load(at2), d3 = v128.load(at3), d4 = v128.load(at4), d5 = v128.load(at5);
  const e0 = v128.load(at0, 16), e1 = v128.load(at1, 16), e2 = v128.load(at2, 16), e3 = v128.load(at3, 16), e4 = v128.load(at4, 16), e5 = v128.load(at5, 16);
  const even = fma(minusB2, d2, d4), odd = f32x4.mul(a, fma(minusB2, d1, d3));
  const evenE = fma(minusB2, e2, e4), oddE = f32x4.mul(a, fma(minusB2, e1, e3));
  const even2 = fma(minusA2, d2, d4), odd2 = f32x4.mul(b, fma(minusA2, d1, d3));
  const even2E = fma(minusA2, e2, e4), odd2E = f32x4.mul(b, fma(minusA2, e1, e3));
  v128.store(to, fma(product, d0, fma(minusSum, d2, d4)));
  v128.store(to, fma(product, e0, fma(minusSum, e2, e4)), 16);
  v128.store(to += step, f32x4.add(even, odd));
  v128.store(to, f32x4.add(evenE, oddE), 16);
  v128.store(to += step, f32x4.sub(even, odd));
  v128.store(to, f32x4.sub(evenE, oddE), 16);
  v128.store(to += step, f32x4.add(even2, odd2));
  v128.store(to, f32x4.add(even2E, odd2E), 16);
  v128.store(to += step, f32x4.sub(even2, odd2));
  v128.store(to, f32x4.sub(even2E, odd2E), 16);
  v128.store(to += step, fma(product, d1, fma(minusSum, d3, d5)));
  v128.store(to, fma(product, e1, fma(minusSum, e3, e5)), 16);
}

/** As transformOutput, for eight channels at a time. */
export function transformOutputWide(
  from: usize, position: usize, bias: usize, y: usize, yRow: usize, pixel: usize, high: i32, across: i32, rows: usize,
): void {
  const a1 = kept(A1), a2 = kept(A2), a3 = kept(A3), b1 = kept(B1), b2 = kept(B2), b3 = kept(B3);
  const row1 = 6 * position, row2 = 12 * position, row3 = 18 * position, row4 = 24 * position, row5 = 30 * position, rowsEnd = rows + 192;
  const stop = y + pixel;
  for (; y < stop; y += 32) {
    let m = from;
    for (let column = rows; column < rowsEnd; column += 32) {
      const m1 = v128.load(m + row1), m2 = v128.load(m + row2), m3 = v128.load(m + row3), m4 = v128.load(m + row4);
      const n1 = v128.load(m + row1, 16), n2 = v128.load(m + row2, 16), n3 = v128.load(m + row3, 16), n4 = v128.load(m + row4, 16);
      const s = f32x4.add(m1, m2), d = f32x4.sub(m1, m2), u = f32x4.add(m3, m4), v = f32x4.sub(m3, m4);
      const sN = f32x4.add(n1, n2), dN = f32x4.sub(n1, n2), uN = f32x4.add(n3, n4), vN = f32x4.sub(n3, n4);
      const y0 = f32x4.add(v128.load(m), f32x4.add(s, u)), y0N = f32x4.add(v128.load(m, 16), f32x4.add(sN, uN));
      const y3 = fma(b3, v, fma(a3, d, v128.load(m + row5))), y3N = fma(b3, vN, fma(a3, dN, v128.load(m + row5, 16)));
      v128.store(column, y0);
      v128.store(column, y0N, 16);
      v128.store(column, fma(b1, v, f32x4.mul(a1, d)), 192);
      v128.store(column, fma(b1, vN, f32x4.mul(a1, dN)), 208);
      v128.store(column, fma(b2, u, f32x4.mul(a2, s)), 384);
      v128.store(column, fma(b2, uN, f32x4.mul(a2, sN)), 400);
      v128.store(column, y3, 576);
      v128.store(column, y3N, 592);
      m += position;
    }
    const start = v128.load(bias), startN = v128.load(bias, 16);
    let to = y, row = rows;
    for (let i = high; i > 0; i--) {
      const m1 = v128.load(row, 32), m2 = v128.load(row, 64), m3 = v128.load(row, 96), m4 = v128.load(row, 128);
      const n1 = v128.load(row, 48), n2 = v128.load(row, 80), n3 = v128.load(row, 112), n4 = v128.load(row, 144);
      const s = f32x4.add(m1, m2), d = f32x4.sub(m1, m2), u = f32x4.add(m3, m4), v = f32x4.sub(m3, m4);
      const sN = f32x4.add(n1, n2), dN = f32x4.sub(n1, n2), uN = f32x4.add(n3, n4), vN = f32x4.sub(n3, n4);
      const y0 = f32x4.add(start, f32x4.add(v128.load(row), f32x4.add(s, u)));
      const y0N = f32x4.add(startN, f32x4.add(v128.load(row, 16), f32x4.add(sN, uN)));
      const y3 = f32x4.add(start, fma(b3, v, fma(a3, d, v128.load(row, 160))));
      const y3N = f32x4.add(startN, fma(b3, vN, fma(a3, dN, v128.load(row, 176))));
      let pixelOf = to;
      v128.store(pixelOf, y0);
      v128.store(pixelOf, y0N, 16);
      if (across > 1) {
        v128.store(pixelOf += pixel, f32x4.add(start, fma(b1, v, f32x4.mul(a1, d))));
        v128.store(pixelOf, f32x4.add(startN, fma(b1, vN, f32x4.mul(a1, dN))), 16);
      }
      if (across > 2) {
        v128.store(pixelOf += pixel, f32x4.add(start, fma(b2, u, f32x4.mul(a2, s))));
        v128.store(pixelOf, f32x4.add(startN, fma(b2, uN, f32x4.mul(a2, sN))), 16);
      }
      if (across > 3) {
        v128.store(pixelOf += pixel, y3);
        v128.store(pixelOf, y3N, 16);
      }
      to += yRow;
      row += 192;
    }
    from += 32;
    bias += 32;
  }
}
