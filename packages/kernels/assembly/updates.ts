// Optimizer updates over whole blocks. A unit is a run of 4,096 elements, and every block is padded to whole vectors.

import { fma, kept, RUN } from "./common";
import { flush, forget, LEAST_GRADIENT, LEAST_MOMENT, LEAST_PARAMETER } from "./flush";

@unmanaged
class Sgd {
  value: usize; gradient: usize; momentum_buffer: usize; scalars: usize; share: usize; guard: usize; size: i32;
  momentum: f32; weight_decay: f32; nesterov: i32;
}

/** g += λp; buf = μ·buf + share·g; g = nesterov ? g + μ·buf : buf; p −= lr·g; share is 1 where absent   (torch.optim.SGD) */
export function sgd(d: usize, begin: i32, end: i32): void {
  const f = changetype<Sgd>(d);
  if (load<i32>(f.guard) == 0) return;
  const lr = v128.load32_splat(f.scalars), momentum = f32x4.splat(f.momentum), decay = f32x4.splat(f.weight_decay);
  const leastGradient = kept(LEAST_GRADIENT), leastMoment = kept(LEAST_MOMENT), leastParameter = kept(LEAST_PARAMETER);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  const share = f.share ? v128.load32_splat(f.share) : f32x4.splat(1);
  if (f.momentum_buffer) forget(f.momentum_buffer, start, stop, f.momentum);
  for (let o = start; o < stop; o += 16) {
    const p = v128.load(f.value + o);
    let g = fma(decay, p, flush(v128.load(f.gradient + o), leastGradient));
    if (f.momentum_buffer) {
      const buffer = flush(fma(momentum, v128.load(f.momentum_buffer + o), f32x4.mul(share, g)), leastMoment);
      v128.store(f.momentum_buffer + o, buffer);
      g = f.nesterov ? fma(momentum, buffer, g) : buffer;
    }
    v128.store(f.value + o, flush(f32x4.sub(p, f32x4.mul(lr, g)), leastParameter));
  }
}

@unmanaged
class Adagrad {
  value: usize; gradient: usize; sum: usize; scalars: usize; guard: usize; size: i32;
  initial: f32; eps: f32; weight_decay: f32;
}

/**
 * g += λp; s += g²; p −= lr · g / (√(initial + s) + ε). scalars = [lr]   (torch.optim.Adagrad, whose sum begins with the
 * initial value; Duchi, Hazan and Singer 2011)
 */
export function adagrad(d: usize, begin: i32, end: i32): void {
  const f = changetype<Adagrad>(d);
  if (load<i32>(f.guard) == 0) return;
  const lr = v128.load32_splat(f.scalars), eps = f32x4.splat(f.eps), decay = f32x4.splat(f.weight_decay);
  const initial = f32x4.splat(f.initial);
  const leastGradient = kept(LEAST_GRADIENT), leastMoment = kept(LEAST_MOMENT), leastParameter = kept(LEAST_PARAMETER);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  for (let o = start; o < stop; o += 16) {
    const p = v128.load(f.value + o);
    const g = fma(decay, p, flush(v128.load(f.gradient + o), leastGradient));
    const sum = flush(fma(g, g, v128.load(f.sum + o)), leastMoment);
    v128.store(f.sum + o, sum);
    const step = f32x4.div(f32x4.mul(lr, g), f32x4.add(f32x4.sqrt(f32x4.add(initial, sum)), eps));
    v128.store(f.value + o, flush(f32x4.sub(p, step), leastParameter));
  }
}

@unmanaged
class Rmsprop {
  value: usize; gradient: usize; square: usize; mean: usize; momentum_buffer: usize; scalars: usize; guard: usize;
  size: i32; alpha: f32; rest: f32; eps: f32; momentum: f32; weight_decay: f32;
}

/**
 * g += λp; v = αv + (1−α)g²; a = √(v − m²) + ε with m = αm + (1−α)g where centered, else √v + ε;
 * buf = μ·buf + g/a; p −= lr·buf, or without momentum lr·g/a. scalars = [lr]   (torch.optim.RMSprop)
 */
export function rmsprop(d: usize, begin: i32, end: i32): void {
  const f = changetype<Rmsprop>(d);
  if (load<i32>(f.guard) == 0) return;
  const lr = v128.load32_splat(f.scalars), eps = f32x4.splat(f.eps), decay = f32x4.splat(f.weight_decay);
  const alpha = f32x4.splat(f.alpha), rest = f32x4.splat(f.rest), momentum = f32x4.splat(f.momentum), zero = f32x4.splat(0);
  const leastGradient = kept(LEAST_GRADIENT), leastMoment = kept(LEAST_MOMENT), leastParameter = kept(LEAST_PARAMETER);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  forget(f.square, start, stop, f.alpha);
  if (f.mean) forget(f.mean, start, stop, f.alpha);
  if (f.momentum_buffer) forget(f.momentum_buffer, start, stop, f.momentum);
  for (let o = start; o < stop; o += 16) {
    const p = v128.load(f.value + o);
    const g = fma(decay, p, flush(v128.load(f.gradient + o), leastGradient));
    const square = flush(fma(alpha, v128.load(f.square + o), f32x4.mul(rest, f32x4.mul(g, g))), leastMoment);
    v128.store(f.square + o, square);
    let spread = square;
    if (f.mean) {
      const mean = flush(fma(alpha, v128.load(f.mean + o), f32x4.mul(rest, g)), leastMoment);
      v128.store(f.mean + o, mean);
      spread = f32x4.max(zero, f32x4.sub(square, f32x4.mul(mean, mean))); // rounding may leave less than nothing
    }
    let step = f32x4.div(g, f32x4.add(f32x4.sqrt(spread), eps));
    if (f.momentum_buffer) {
      step = flush(fma(momentum, v128.load(f.momentum_buffer + o), step), leastMoment);
      v128.store(f.momentum_buffer + o, step);
    }
    v128.store(f.value + o, flush(f32x4.sub(p, f32x4.mul(lr, step)), leastParameter));
  }
}

@unmanaged
class SumRows {
  x: usize; y: usize; rows: i32; columns: i32;
}

/** y[column] = Σ_rows x[row][column], in f64; a unit is a column. */
export function sum_rows(d: usize, begin: i32, end: i32): void {
  const f = changetype<SumRows>(d);
  const row = <usize>f.columns << 2;
  for (let c = begin; c < end; c++) {
    let sum: f64 = 0;
    let x = f.x + (<usize>c << 2);
    for (let r = f.rows; r > 0; r--) {
      sum += <f64>load<f32>(x);
      x += row;
    }
    store<f32>(f.y + (<usize>c << 2), <f32>sum);
  }
}
