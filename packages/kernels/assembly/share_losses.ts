// Losses whose targets are rows of numbers in [0, 1]: shares of classes, or answers to yes or no. A unit is a sample.

import { below, first, scratch } from "./common";
import { expOf, logOf } from "./functions";
import { largestOf, sharesOf } from "./shares";

@unmanaged
class CrossEntropyShares {
  x: usize; targets: usize; weight: usize; factor: usize; loss: usize; dx: usize; classes: i32; smoothing: f32; scale: f32;
}

/**
 * Cross entropy with q = w · ((1 − ε) t + ε/C Σt), w the weights of the classes (absent: 1), Q = Σq:
 * loss = Q ln Σ e^(x − max) − Σ q (x − max), dx = (Q softmax(x) − q) · scale, or · factor[0] where that is given. A class with
 * q = 0 adds nothing, even if its x is −∞, nor does an example with Q = 0, whatever its x are.
 */
export function cross_entropy_shares(d: usize, begin: i32, end: i32): void {
  const f = changetype<CrossEntropyShares>(d);
  const n = f.classes, bytes = <usize>n << 2;
  const scale = f.factor ? load<f32>(f.factor) : f.scale;
  for (let s = begin; s < end; s++) {
    const x = f.x + <usize>s * bytes, targets = f.targets + <usize>s * bytes;
    let whole: f32 = 0, o: usize = 0;
    for (; o < bytes; o += 4) whole += load<f32>(targets + o);
    const largest = largestOf(x, bytes), shares = scratch;
    sharesOf(x, bytes, largest, shares);
    const spread = f.smoothing * whole / <f32>n;
    let sum: f64 = 0, target: f64 = 0, total: f64 = 0;
    for (o = 0; o < bytes; o += 4) {
      const q = wanted(f, targets, o, spread);
      sum += <f64>load<f32>(shares + o);
      total += <f64>q;
      if (q != 0) target += <f64>q * below(load<f32>(x + o), largest);
    }
    if (total == 0) {
      store<f32>(f.loss + (<usize>s << 2), 0);
      if (f.dx) memory.fill(f.dx + <usize>s * bytes, 0, bytes);
      continue;
    }
    // A sum that is not finite means that an input was not: let it show.
    store<f32>(f.loss + (<usize>s << 2), sum < Infinity ? <f32>(total * logOf(sum) - target) : <f32>NaN);
    if (!f.dx) continue;
    const dx = f.dx + <usize>s * bytes, inverse = <f32>(total / sum);
    for (o = 0; o < bytes; o += 4) {
      store<f32>(dx + o, (load<f32>(shares + o) * inverse - wanted(f, targets, o, spread)) * scale);
    }
  }
}

/** The smoothed and weighted target of a class. */
// @ts-ignore: decorator
@inline
function wanted(f: CrossEntropyShares, targets: usize, o: usize, spread: f32): f32 {
  const smoothed = (<f32>1 - f.smoothing) * load<f32>(targets + o) + spread;
  return f.weight ? load<f32>(f.weight + o) * smoothed : smoothed;
}

@unmanaged
class LabelWeights {
  labels: usize; weight: usize; weights: usize; factor: usize; count: i32; ignore: i32;
}

/**
 * weights[s] = the weight of the label's class (absent: 1), 0 where the label is `ignore`; factor = 1 / their sum, 0 where
 * that is 0. One unit.
 */
export function label_weights(d: usize, begin: i32, end: i32): void {
  const f = changetype<LabelWeights>(d);
  let sum: f64 = 0;
  for (let s = 0; s < f.count; s++) {
    const label = load<i32>(f.labels + (<usize>s << 2));
    let weight = f.weight ? load<f32>(f.weight + (<usize>label << 2)) : <f32>1;
    if (label == f.ignore) weight = 0;
    sum += <f64>weight;
    store<f32>(f.weights + (<usize>s << 2), weight);
  }
  store<f32>(f.factor, sum > 0 ? <f32>(1 / sum) : 0);
}

@unmanaged
class BceWithLogits {
  x: usize; targets: usize; pos_weight: usize; loss: usize; dx: usize; size: i32; divisor: f32; scale: f32;
}

/**
 * Σ over the outputs of w t s(−x) + (1 − t) s(x) with s(x) = ln(1 + e^x) and w the weight of the answer yes (absent: 1), divided
 * by `divisor`; dx = ((1 − t) σ(x) − w t σ(−x)) / divisor · scale. An answer without weight adds nothing, even if its s is ∞.
 */
export function bce_with_logits(d: usize, begin: i32, end: i32): void {
  const f = changetype<BceWithLogits>(d);
  const bytes = <usize>f.size << 2;
  const scale = f.scale / f.divisor;
  for (let s = begin; s < end; s++) {
    const x = f.x + <usize>s * bytes, targets = f.targets + <usize>s * bytes, dx = f.dx + <usize>s * bytes;
    const shares = scratch; // e^−|x|
    let o: usize = 0;
    for (; o + 16 <= bytes; o += 16) v128.store(shares + o, expOf(f32x4.neg(f32x4.abs(v128.load(x + o)))));
    for (; o < bytes; o += 4) store<f32>(shares + o, first(expOf(f32x4.splat(-abs(load<f32>(x + o))))));
    let sum: f64 = 0;
    for (o = 0; o < bytes; o += 4) {
      const value = load<f32>(x + o), t = load<f32>(targets + o), e = load<f32>(shares + o);
      const yes = f.pos_weight ? load<f32>(f.pos_weight + o) * t : t, no: f32 = 1 - t;
      const least = logOf(1 + <f64>e); // s(−|x|)
      if (yes != 0) sum += <f64>yes * (least + <f64>max<f32>(-value, 0));
      if (no != 0) sum += <f64>no * (least + <f64>max<f32>(value, 0));
      const near = e / (1 + e), far: f32 = 1 / (1 + e); // σ(−|x|), σ(|x|)
      if (f.dx) store<f32>(dx + o, (value >= 0 ? no * far - yes * near : no * near - yes * far) * scale);
    }
    store<f32>(f.loss + (<usize>s << 2), <f32>(sum / <f64>f.divisor));
  }
}

@unmanaged
class MultiMargin {
  x: usize; labels: usize; weight: usize; loss: usize; dx: usize; classes: i32; p: i32; margin: f32; scale: f32;
}

/**
 * w Σ over i ≠ label of max(0, margin − x[label] + x[i])^p / classes, w the weight of the label's class (absent: 1);
 * dx[i] = w p max(0, …)^(p − 1) / classes · scale, dx[label] = −Σ of them; all 0 where w is.
 */
export function multi_margin(d: usize, begin: i32, end: i32): void {
  const f = changetype<MultiMargin>(d);
  const n = f.classes;
  for (let s = begin; s < end; s++) {
    const x = f.x + (<usize>(s * n) << 2), dx = f.dx + (<usize>(s * n) << 2);
    const label = load<i32>(f.labels + (<usize>s << 2)), own = load<f32>(x + (<usize>label << 2));
    const weight = (f.weight ? load<f32>(f.weight + (<usize>label << 2)) : <f32>1) / <f32>n;
    let sum: f64 = 0, slopes: f64 = 0;
    for (let i = 0; i < n; i++) {
      const z = f.margin - own + load<f32>(x + (<usize>i << 2));
      // A NaN is above every margin, so that it shows.
      const isInside = i != label && weight != 0 && !(z <= 0);
      if (isInside) sum += <f64>(f.p == 1 ? z : z * z);
      const slope: f32 = isInside ? (f.p == 1 ? <f32>1 : 2 * z) * weight * f.scale : 0;
      slopes += <f64>slope;
      if (f.dx) store<f32>(dx + (<usize>i << 2), slope);
    }
    store<f32>(f.loss + (<usize>s << 2), <f32>(sum * <f64>weight));
    if (f.dx) store<f32>(dx + (<usize>label << 2), <f32>-slopes);
  }
}
