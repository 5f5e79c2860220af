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

@unmanaged
class Finalize {
  partial: usize; weight: usize; bias: usize; running_mean: usize; running_var: usize; moments: usize; affine: usize;
  batch: i32; rows: i32; channels: i32; momentum: f32; eps: f32;
}

/** value = (1 − m) · value + m · next; at m = 0 or 1 the other one counts for nothing, even if it is infinite. */
function move(at: usize, next: f64, m: f64): void {
  if (m == 0) return;
  store<f32>(at, <f32>(m == 1 ? next : (1 - m) * <f64>load<f32>(at) + m * next));
}

/**
 * Sums of eight channels from `c` on, or as many as there are, over the samples, in order: [8] first and [8] second ones, in `spill`.
 */
export function sumSamples(partial: usize, batch: i32, channels: i32, c: i32): void {
  const second = <usize>channels << 3, next = second << 1;
  let from = partial + (<usize>c << 3);
  if (c + 8 <= channels) {
    let a = f64x2.splat(0), b = a, e = a, f = a, aa = a, bb = a, ee = a, ff = a;
    for (; batch > 0; batch--) {
      const at = from + second;
      a = f64x2.add(a, v128.load(from)); b = f64x2.add(b, v128.load(from, 16));
      e = f64x2.add(e, v128.load(from, 32)); f = f64x2.add(f, v128.load(from, 48));
      aa = f64x2.add(aa, v128.load(at)); bb = f64x2.add(bb, v128.load(at, 16));
      ee = f64x2.add(ee, v128.load(at, 32)); ff = f64x2.add(ff, v128.load(at, 48));
      from += next;
    }
    v128.store(spill, a); v128.store(spill, b, 16); v128.store(spill, e, 32); v128.store(spill, f, 48);
    v128.store(spill, aa, 64); v128.store(spill, bb, 80); v128.store(spill, ee, 96); v128.store(spill, ff, 112);
    return;
  }
  for (let to = spill; c < channels; c++) {
    let sum: f64 = 0, dot: f64 = 0;
    for (let s = 0, at = from; s < batch; s++, at += next) {
      sum += load<f64>(at);
      dot += load<f64>(at + second);
    }
    store<f64>(to, sum);
    store<f64>(to, dot, 64);
    from += 8;
    to += 8;
  }
}

/**
 * Eight channels a unit. moments = [mean, 1/√(var + eps), …], affine = [scale, shift] with y = x · scale + shift, and the
 * running statistics move by `momentum` (variance unbiased, as in PyTorch). Without partial sums (evaluation) the
 * running statistics are used. After the moments stands what their rounding to single precision took from each.
 */
export function batch_norm_finalize(d: usize, begin: i32, end: i32): void {
  const f = changetype<Finalize>(d);
  const channels = f.channels;
  for (let c = begin * 8, stop = min(end * 8, channels); c < stop; c++) {
    const o = <usize>c << 2;
    let mean: f64, variance: f64;
    if (f.partial) {
      if (c % 8 == 0) sumSamples(f.partial, f.batch, channels, c);
      const at = spill + (<usize>(c % 8) << 3), sum = load<f64>(at), square = load<f64>(at, 64);
      const n = <f64>f.batch * <f64>f.rows;
      mean = sum / n;
      variance = max<f64>(square / n - mean * mean, 0);
      const unbiased = n > 1 ? variance * n / (n - 1) : variance;
      move(f.running_mean + o, mean, <f64>f.momentum);
      move(f.running_var + o, unbiased, <f64>f.momentum);
    } else {
      mean = <f64>load<f32>(f.running_mean + o);
      variance = <f64>load<f32>(f.running_var + o);
    }
    const inverse = 1 / Math.sqrt(variance + <f64>f.eps);
    const scale = inverse * (f.weight ? <f64>load<f32>(f.weight + o) : 1);
    const shift = (f.bias ? <f64>load<f32>(f.bias + o) : 0) - mean * scale;
    if (f.moments) {
      const row = <usize>channels << 2;
      storeBoth(f.moments + o, mean, 2 * row);
      storeBoth(f.moments + o + row, inverse, 2 * row);
    }
    store<f32>(f.affine + o, <f32>scale);
    store<f32>(f.affine + o + (<usize>channels << 2), <f32>shift);
  }
}

/** A number as the sum of two single-precision ones, `apart` bytes from one another. */
export function storeBoth(at: usize, value: f64, apart: usize): void {
  store<f32>(at, <f32>value);
  store<f32>(at + apart, <f32>(value - <f64><f32>value));
}

// @ts-ignore: decorator
@inline
export function loadBoth(at: usize, apart: usize): f64 {
  return <f64>load<f32>(at) + <f64>load<f32>(at + apart);
}
