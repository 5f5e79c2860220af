// Losses with their gradient, one sample a unit, and the running totals of a pass.

import { below, scratch } from "./common";
import { logOf } from "./functions";
import { largestOf, sharesOf } from "./shares";

@unmanaged
class CrossEntropy {
  x: usize; labels: usize; loss: usize; dx: usize; classes: i32; smoothing: f32; scale: f32;
}

/**
 * Softmax and cross entropy with smoothed targets t = (1 − ε)·onehot + ε/C:
 * loss = ln Σ e^(x − max) + max − Σ t·x, dx = (softmax(x) − t) · scale. A class with t = 0 adds nothing to Σ t·x, even if
 * its x is −∞.
 */
export function cross_entropy(d: usize, begin: i32, end: i32): void {
  const f = changetype<CrossEntropy>(d);
  const n = f.classes;
  const off: f32 = f.smoothing / <f32>n, on: f32 = <f32>1 - f.smoothing + off;
  for (let s = begin; s < end; s++) {
    const x = f.x + (<usize>(s * n) << 2);
    const label = load<i32>(f.labels + (<usize>s << 2));
    const largest = largestOf(x, <usize>n << 2), shares = scratch;
    sharesOf(x, <usize>n << 2, largest, shares);
    let sum: f64 = 0, target: f64 = 0;
    for (let i = 0; i < n; i++) {
      const weight = i == label ? on : off;
      sum += <f64>load<f32>(shares + (<usize>i << 2));
      if (weight != 0) target += <f64>weight * below(load<f32>(x + (<usize>i << 2)), largest);
    }
    // A sum that is not finite means that an input was not: let it show.
    store<f32>(f.loss + (<usize>s << 2), sum < Infinity ? <f32>(logOf(sum) - target) : <f32>NaN);
    if (!f.dx) continue;
    const dx = f.dx + (<usize>(s * n) << 2);
    const inverse = <f32>(1 / sum);
    for (let i = 0; i < n; i++) {
      const p = load<f32>(shares + (<usize>i << 2)) * inverse;
      store<f32>(dx + (<usize>i << 2), (p - (i == label ? on : off)) * f.scale);
    }
  }
}

@unmanaged
class Mse {
  x: usize; labels: usize; loss: usize; dx: usize; classes: i32; divisor: f32; scale: f32;
}

/** Σ over the outputs of (x − onehot)², divided by `divisor`; dx = 2 (x − onehot) / divisor · scale. */
export function mse(d: usize, begin: i32, end: i32): void {
  const f = changetype<Mse>(d);
  const n = f.classes;
  for (let s = begin; s < end; s++) {
    const x = f.x + (<usize>(s * n) << 2);
    const label = load<i32>(f.labels + (<usize>s << 2));
    let sum: f64 = 0;
    for (let i = 0; i < n; i++) {
      const difference = load<f32>(x + (<usize>i << 2)) - (i == label ? <f32>1 : <f32>0);
      sum += <f64>difference * <f64>difference;
      if (f.dx) store<f32>(f.dx + (<usize>(s * n + i) << 2), difference * (2 * f.scale / f.divisor));
    }
    store<f32>(f.loss + (<usize>s << 2), <f32>(sum / <f64>f.divisor));
  }
}

@unmanaged
class MseValues {
  x: usize; targets: usize; loss: usize; dx: usize; size: i32; divisor: f32; scale: f32;
}

/** Σ over the outputs of (x − t)², divided by `divisor`; dx = 2 (x − t) / divisor · scale. */
export function mse_values(d: usize, begin: i32, end: i32): void {
  const f = changetype<MseValues>(d);
  const n = f.size;
  for (let s = begin; s < end; s++) {
    let sum: f64 = 0;
    for (let i = s * n; i < (s + 1) * n; i++) {
      const o = <usize>i << 2;
      const difference = load<f32>(f.x + o) - load<f32>(f.targets + o);
      sum += <f64>difference * <f64>difference;
      if (f.dx) store<f32>(f.dx + o, difference * (2 * f.scale / f.divisor));
    }
    store<f32>(f.loss + (<usize>s << 2), <f32>(sum / <f64>f.divisor));
  }
}

@unmanaged
class Huber {
  x: usize; targets: usize; loss: usize; dx: usize; size: i32; delta: f32; divisor: f32; scale: f32;
}

/**
 * With e = x − t: Σ over the outputs of e²/2 where |e| ≤ δ, else δ (|e| − δ/2), divided by `divisor`;
 * dx = clamp(e, −δ, δ) / divisor · scale.
 */
export function huber(d: usize, begin: i32, end: i32): void {
  const f = changetype<Huber>(d);
  const n = f.size, delta = f.delta;
  for (let s = begin; s < end; s++) {
    let sum: f64 = 0;
    for (let i = s * n; i < (s + 1) * n; i++) {
      const o = <usize>i << 2;
      const e = load<f32>(f.x + o) - load<f32>(f.targets + o);
      const size = <f64>abs(e);
      sum += size <= <f64>delta ? size * size * 0.5 : <f64>delta * (size - <f64>delta * 0.5);
      if (f.dx) store<f32>(f.dx + o, max<f32>(-delta, min<f32>(delta, e)) * (f.scale / f.divisor));
    }
    store<f32>(f.loss + (<usize>s << 2), <f32>(sum / <f64>f.divisor));
  }
}

@unmanaged
class L1 {
  x: usize; targets: usize; loss: usize; dx: usize; size: i32; divisor: f32; scale: f32;
}

/** Σ over the outputs of |x − t|, divided by `divisor`; dx = sign(x − t) / divisor · scale, 0 where they are equal. */
export function l1(d: usize, begin: i32, end: i32): void {
  const f = changetype<L1>(d);
  const n = f.size;
  for (let s = begin; s < end; s++) {
    let sum: f64 = 0;
    for (let i = s * n; i < (s + 1) * n; i++) {
      const o = <usize>i << 2;
      const e = load<f32>(f.x + o) - load<f32>(f.targets + o);
      sum += <f64>abs(e);
      const sign: f32 = e > 0 ? 1 : e < 0 ? -1 : 0;
      if (f.dx) store<f32>(f.dx + o, sign * (f.scale / f.divisor));
    }
    store<f32>(f.loss + (<usize>s << 2), <f32>(sum / <f64>f.divisor));
  }
}

@unmanaged
class SumLoss {
  loss: usize; weights: usize; totals: usize; guard: usize; count: i32; weighted: i32;
}

/**
 * totals (f64[3]): sum of the loss, examples, mean loss of this batch. Where examples are `weighted` there is a fourth, the sum
 * of their weights (absent: 1 each), by which the mean divides; 0 where that is 0. guard (i32, in training): 0 once a batch's loss
 * was not finite; updates look at it, so that the parameters stay as they were before the bad step.
 */
export function sum_loss(d: usize, begin: i32, end: i32): void {
  const f = changetype<SumLoss>(d);
  let loss: f64 = 0;
  for (let i = 0; i < f.count; i++) loss += <f64>load<f32>(f.loss + (<usize>i << 2));
  const t = f.totals;
  store<f64>(t, load<f64>(t) + loss);
  store<f64>(t, load<f64>(t, 8) + <f64>f.count, 8);
  if (f.weighted) {
    let weight: f64 = f.weights ? 0 : <f64>f.count;
    if (f.weights) for (let i = 0; i < f.count; i++) weight += <f64>load<f32>(f.weights + (<usize>i << 2));
    store<f64>(t, weight > 0 ? loss / weight : loss, 16);
    store<f64>(t, load<f64>(t, 24) + weight, 24);
  } else {
    store<f64>(t, loss / <f64>f.count, 16);
  }
  if (f.guard) {
    if (!(abs(loss) < Infinity)) store<i32>(f.guard, 0);
  }
}
