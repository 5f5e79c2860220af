// Batch normalization (Ioffe and Szegedy 2015) over the last axis. Statistics are summed in two steps: f32 over a run of
// pixels, of differences that are small where the values are, then f64 over the runs of a sample and over the samples, in
// order. A run's rows stay in the first-level cache while its channels are gone through sixteen at a time.

import { first, fma, scratch, spill } from "./common";
import { high, low } from "./sums";

/** Pixels of a run. */
export const RUN: i32 = 32;

/**
 * Up to so many values a channel, all is computed in double precision: two values differ from their mean by the same amount,
 * so that nearly all of the gradient cancels, and rounding would be most of what is left.
 */
export const FEW: i32 = 8;

/** Pixels whose mean the sums are taken around. */
const PIVOTS: i32 = 8;

@unmanaged
class Sums {
  x: usize; partial: usize; rows: i32; channels: i32; values: i32;
}

/** partial[sample] = [Σ x, Σ x²] for each channel; a unit is a sample of `rows` pixels. Workspace: a pivot a channel. */
export function batch_norm_sums(d: usize, begin: i32, end: i32): void {
  const f = changetype<Sums>(d);
  const row = <usize>f.channels << 2, second = row << 1, pivots = scratch;
  for (let s = begin; s < end; s++) {
    const x = f.x + <usize>(s * f.rows) * row;
    const to = f.partial + <usize>s * 2 * second;
    memory.fill(to, 0, 2 * second);
    if (f.values <= FEW) {
      sumExactly(x, row, f.rows, to, second);
      continue;
    }
    sumSample(x, row, f.rows, pivots, to, second);
  }
}

/** to[channel] += Σ x, to[second …] += Σ x² over the rows of a sample, summed as differences from `pivots`, which it fills. */
export function sumSample(x: usize, row: usize, rows: i32, pivots: usize, to: usize, second: usize): void {
  // Differences from a value in their midst: where the mean is large against the deviation, squares keep their digits.
  fillPivots(x, row, rows, pivots);
  for (let r = 0; r < rows; r += RUN) {
    const from = x + <usize>r * row, count = min(RUN, rows - r);
    let c: usize = 0;
    for (; c + 64 <= row; c += 64) sumSixteen(from + c, pivots + c, row, count, to + (c << 1), second);
    for (; c + 16 <= row; c += 16) sumFew(from + c, pivots + c, row, count, to + (c << 1), second, true);
    for (; c < row; c += 4) sumFew(from + c, pivots + c, row, count, to + (c << 1), second, false);
  }
  // Σ x = Σ (x − p) + n p and Σ x² = Σ (x − p)² + 2 p Σ (x − p) + n p².
  const n = <f64>rows;
  for (let c: usize = 0; c < row; c += 4) {
    const p = <f64>load<f32>(pivots + c), at = to + (c << 1);
    const sum = load<f64>(at), square = load<f64>(at + second);
    store<f64>(at, sum + n * p);
    store<f64>(at + second, square + p * (2 * sum + n * p));
  }
}

/** The mean of some pixels spread over the sample: a single one may be an outlier, far from all others. */
function fillPivots(x: usize, row: usize, rows: i32, pivots: usize): void {
  const count = min(PIVOTS, rows), share = f32x4.splat(<f32>1 / <f32>count);
  let c: usize = 0;
  for (; c + 16 <= row; c += 16) v128.store(pivots + c, f32x4.mul(share, sumOfSome(x + c, row, rows, count, true)));
  for (; c < row; c += 4) store<f32>(pivots + c, first(f32x4.mul(share, sumOfSome(x + c, row, rows, count, false))));
}

// @ts-ignore: decorator
@inline
function sumOfSome(x: usize, row: usize, rows: i32, count: i32, four: bool): v128 {
  let sum = few(x, four);
  for (let i = 1; i < count; i++) sum = f32x4.add(sum, few(x + <usize>(i * rows / count) * row, four));
  return sum;
}

/** to += Σ x, to[second …] += Σ x², in double precision throughout. */
function sumExactly(x: usize, row: usize, rows: i32, to: usize, second: usize): void {
  for (; rows > 0; rows--) {
    for (let c: usize = 0; c < row; c += 4) {
      const value = <f64>load<f32>(x + c), at = to + (c << 1);
      store<f64>(at, load<f64>(at) + value);
      store<f64>(at + second, load<f64>(at + second) + value * value);
    }
    x += row;
  }
}

/** to[16] += Σ (x − pivot), to[second …] += Σ (x − pivot)² over the rows of a run. */
function sumSixteen(x: usize, pivot: usize, row: usize, rows: i32, to: usize, second: usize): void {
  let a = f32x4.splat(0), b = a, c = a, e = a, aa = a, bb = a, cc = a, ee = a;
  const pa = v128.load(pivot), pb = v128.load(pivot, 16), pc = v128.load(pivot, 32), pe = v128.load(pivot, 48);
  for (; rows > 0; rows--) {
    let v = f32x4.sub(v128.load(x), pa);
    a = f32x4.add(a, v); aa = fma(v, v, aa);
    v = f32x4.sub(v128.load(x, 16), pb);
    b = f32x4.add(b, v); bb = fma(v, v, bb);
    v = f32x4.sub(v128.load(x, 32), pc);
    c = f32x4.add(c, v); cc = fma(v, v, cc);
    v = f32x4.sub(v128.load(x, 48), pe);
    e = f32x4.add(e, v); ee = fma(v, v, ee);
    x += row;
  }
  foldEight(to, second, a, b, c, e, aa, bb, cc, ee);
}

/** Sixteen f64 at `to` += the first four vectors, sixteen at `to + second` += the others. */
// @ts-ignore: decorator
@inline
export function foldEight(
  to: usize, second: usize, a: v128, b: v128, c: v128, e: v128, aa: v128, bb: v128, cc: v128, ee: v128,
): void {
  // Side by side in memory first: V8 merges pairs of sums that are stored so.
  const at = spill;
  v128.store(at, a); v128.store(at, b, 16); v128.store(at, c, 32); v128.store(at, e, 48);
  v128.store(at, aa, 64); v128.store(at, bb, 80); v128.store(at, cc, 96); v128.store(at, ee, 112);
  for (let o: usize = 0; o < 64; o += 16) {
    fold(to + 2 * o, v128.load(at + o));
    fold(to + second + 2 * o, v128.load(at + o, 64));
  }
}

/** The same for four channels, or one. */
// @ts-ignore: decorator
@inline
function sumFew(x: usize, pivot: usize, row: usize, rows: i32, to: usize, second: usize, four: bool): void {
  let a = f32x4.splat(0), aa = a;
  const p = few(pivot, four);
  for (; rows > 0; rows--) {
    const v = f32x4.sub(few(x, four), p);
    a = f32x4.add(a, v);
    aa = fma(v, v, aa);
    x += row;
  }
  foldFew(to, a, four);
  foldFew(to + second, aa, four);
}

/** Four channels, or one in every lane. */
// @ts-ignore: decorator
@inline
export function few(at: usize, four: bool): v128 {
  return four ? v128.load(at) : v128.load32_splat(at);
}

/** Writes four channels, or the first. */
// @ts-ignore: decorator
@inline
export function storeFew(at: usize, v: v128, four: bool): void {
  if (four) v128.store(at, v);
  else store<f32>(at, first(v));
}

// @ts-ignore: decorator
@inline
export function foldFew(to: usize, v: v128, four: bool): void {
  if (four) fold(to, v);
  else store<f64>(to, load<f64>(to) + <f64>first(v));
}

/** Four f64 += four f32. */
// @ts-ignore: decorator
@inline
function fold(to: usize, v: v128): void {
  v128.store(to, f64x2.add(v128.load(to), low(v)));
  v128.store(to, f64x2.add(v128.load(to, 16), high(v)), 16);
}
