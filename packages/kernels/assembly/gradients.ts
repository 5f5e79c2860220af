// Gradients between the backward pass and the update: averaged over batches, clipped. A unit is a run of 4,096 elements, and
// every block is padded to whole vectors.

import { fma, RUN } from "./common";
import { high, low } from "./sums";

@unmanaged
class Accumulate {
  x: usize; y: usize; scalars: usize; size: i32;
}

/** y = keep · y + share · x; scalars = [keep, share]. With keep = 0 the old y does not count, even if it is infinite. */
export function accumulate(d: usize, begin: i32, end: i32): void {
  const f = changetype<Accumulate>(d);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  const keep = v128.load32_splat(f.scalars), share = v128.load32_splat(f.scalars, 4);
  if (load<f32>(f.scalars) == 0) {
    for (let o = start; o < stop; o += 16) v128.store(f.y + o, f32x4.mul(share, v128.load(f.x + o)));
    return;
  }
  for (let o = start; o < stop; o += 16) {
    v128.store(f.y + o, fma(share, v128.load(f.x + o), f32x4.mul(keep, v128.load(f.y + o))));
  }
}

@unmanaged
class SquareSums {
  x: usize; sums: usize; size: i32;
}

/** sums[u] = Σ x² over the run u, in f64. */
export function square_sums(d: usize, begin: i32, end: i32): void {
  const f = changetype<SquareSums>(d);
  for (let u = begin; u < end; u++) {
    const stop = f.x + (<usize>min((u + 1) * RUN, f.size) << 2);
    let a = f64x2.splat(0), b = a;
    for (let x = f.x + (<usize>(u * RUN) << 2); x < stop; x += 16) {
      const v = v128.load(x), l = low(v), h = high(v);
      a = f64x2.add(a, f64x2.mul(l, l));
      b = f64x2.add(b, f64x2.mul(h, h));
    }
    const sum = f64x2.add(a, b);
    store<f64>(f.sums + (<usize>u << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  }
}

@unmanaged
class ClipFactor {
  sums: usize; factor: usize; count: i32; max_norm: f32;
}

/** factor = min(1, max_norm / (√Σ sums + 1e-6))   (torch.nn.utils.clip_grad_norm_). One unit. */
export function clip_factor(d: usize, begin: i32, end: i32): void {
  const f = changetype<ClipFactor>(d);
  let sum: f64 = 0;
  for (let i = 0; i < f.count; i++) sum += load<f64>(f.sums + (<usize>i << 3));
  store<f32>(f.factor, <f32>min<f64>(1, <f64>f.max_norm / (sqrt(sum) + 1e-6)));
}

@unmanaged
class ScaleBy {
  x: usize; factor: usize; size: i32;
}

/** x = factor · x */
export function scale_by(d: usize, begin: i32, end: i32): void {
  const f = changetype<ScaleBy>(d);
  if (load<f32>(f.factor) == 1) return;
  const factor = v128.load32_splat(f.factor);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  for (let o = start; o < stop; o += 16) v128.store(f.x + o, f32x4.mul(factor, v128.load(f.x + o)));
}

@unmanaged
class Clamp {
  x: usize; size: i32; limit: f32;
}

/** x = max(−limit, min(limit, x)); NaN stays   (torch.nn.utils.clip_grad_value_) */
export function clamp(d: usize, begin: i32, end: i32): void {
  const f = changetype<Clamp>(d);
  const most = f32x4.splat(f.limit), least = f32x4.splat(-f.limit);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  for (let o = start; o < stop; o += 16) v128.store(f.x + o, f32x4.max(least, f32x4.min(most, v128.load(f.x + o))));
}

@unmanaged
class Ema {
  value: usize; average: usize; scalars: usize; guard: usize; size: i32;
}

/** average = decay · average + rest · value; scalars = [decay, rest], with decay = 0 a copy. */
export function ema(d: usize, begin: i32, end: i32): void {
  const f = changetype<Ema>(d);
  if (load<i32>(f.guard) == 0) return;
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  if (load<f32>(f.scalars) == 0) {
    memory.copy(f.average + start, f.value + start, stop - start);
    return;
  }
  const decay = v128.load32_splat(f.scalars), rest = v128.load32_splat(f.scalars, 4);
  for (let o = start; o < stop; o += 16) {
    v128.store(f.average + o, fma(decay, v128.load(f.average + o), f32x4.mul(rest, v128.load(f.value + o))));
  }
}
