// Muon's update of one matrix (Jordan 2024): what stands around the matrix products of its orthogonalization. A unit is a run of
// 4,096 elements, and every block is padded to whole vectors.

import { fma, kept, RUN } from "./common";
import { flush, forget, LEAST_GRADIENT, LEAST_MOMENT, LEAST_PARAMETER } from "./flush";

@unmanaged
class MuonDirection {
  gradient: usize; momentum_buffer: usize; direction: usize; size: i32; momentum: f32; rest: f32; nesterov: i32;
}

/** buf = μ·buf + (1−μ)g, not stored yet; direction = nesterov ? (1−μ)g + μ·buf : buf */
export function muon_direction(d: usize, begin: i32, end: i32): void {
  const f = changetype<MuonDirection>(d);
  const momentum = f32x4.splat(f.momentum), rest = f32x4.splat(f.rest);
  const leastGradient = kept(LEAST_GRADIENT), leastMoment = kept(LEAST_MOMENT);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  for (let o = start; o < stop; o += 16) {
    const g = f32x4.mul(rest, flush(v128.load(f.gradient + o), leastGradient));
    const buffer = flush(fma(momentum, v128.load(f.momentum_buffer + o), g), leastMoment);
    v128.store(f.direction + o, f.nesterov ? fma(momentum, buffer, g) : buffer);
  }
}

@unmanaged
class Normalize {
  x: usize; sums: usize; y: usize; size: i32; count: i32; eps: f32;
}

/** y = x / max(√Σ sums, ε), what is smaller than any step it could make set to zero.   sums f64 [count] */
export function normalize(d: usize, begin: i32, end: i32): void {
  const f = changetype<Normalize>(d);
  let sum: f64 = 0;
  for (let i = 0; i < f.count; i++) sum += load<f64>(f.sums + (<usize>i << 3));
  const factor = f32x4.splat(<f32>(1 / max<f64>(sqrt(sum), <f64>f.eps)));
  const least = kept(LEAST_GRADIENT);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  for (let o = start; o < stop; o += 16) v128.store(f.y + o, flush(f32x4.mul(factor, v128.load(f.x + o)), least));
}

@unmanaged
class NewtonSchulz {
  gram: usize; square: usize; rows: i32; size: i32; a: f32; b: f32; c: f32;
}

/** square = a·I + b·gram + c·square, [rows][rows]: what a step of the Newton-Schulz iteration multiplies its matrix by. */
export function newton_schulz(d: usize, begin: i32, end: i32): void {
  const f = changetype<NewtonSchulz>(d);
  const b = f32x4.splat(f.b), c = f32x4.splat(f.c);
  const from = begin * RUN, to = min(end * RUN, f.size);
  const start = <usize>from << 2, stop = <usize>to << 2;
  for (let o = start; o < stop; o += 16) {
    v128.store(f.square + o, fma(c, v128.load(f.square + o), f32x4.mul(b, v128.load(f.gram + o))));
  }
  const stride = f.rows + 1; // from one element of the diagonal to the next
  const last = min(to, f.rows * f.rows);
  for (let i = (from + stride - 1) / stride * stride; i < last; i += stride) {
    const address = f.square + (<usize>i << 2);
    store<f32>(address, load<f32>(address) + f.a);
  }
}

@unmanaged
class Muon {
  value: usize; gradient: usize; momentum_buffer: usize; direction: usize; scalars: usize; guard: usize; size: i32;
  momentum: f32; rest: f32; scale: f32; weight_decay: f32;
}

/** buf = μ·buf + (1−μ)g; p ← (1 − lr·λ)p − lr · scale · direction. scalars = [lr] */
export function muon(d: usize, begin: i32, end: i32): void {
  const f = changetype<Muon>(d);
  if (load<i32>(f.guard) == 0) return;
  const lr = load<f32>(f.scalars);
  const rate = f32x4.splat(lr * f.scale), shrink = f32x4.splat(1 - lr * f.weight_decay);
  const momentum = f32x4.splat(f.momentum), rest = f32x4.splat(f.rest);
  const leastGradient = kept(LEAST_GRADIENT), leastMoment = kept(LEAST_MOMENT), leastParameter = kept(LEAST_PARAMETER);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  forget(f.momentum_buffer, start, stop, f.momentum);
  for (let o = start; o < stop; o += 16) {
    const g = f32x4.mul(rest, flush(v128.load(f.gradient + o), leastGradient));
    v128.store(f.momentum_buffer + o, flush(fma(momentum, v128.load(f.momentum_buffer + o), g), leastMoment));
    const p = f32x4.mul(v128.load(f.value + o), shrink);
    v128.store(f.value + o, flush(f32x4.sub(p, f32x4.mul(rate, v128.load(f.direction + o))), leastParameter));
  }
}
