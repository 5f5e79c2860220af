// Optimizer updates beside those of updates.ts that divide by a measure of the gradient's size.

import { fma, kept, RUN } from "./common";
import { flush, forget, LEAST_GRADIENT, LEAST_MOMENT, LEAST_PARAMETER } from "./flush";

@unmanaged
class Adamax {
  value: usize; gradient: usize; m: usize; u: usize; scalars: usize; guard: usize; size: i32;
  beta1: f32; rest1: f32; beta2: f32; eps: f32; weight_decay: f32;
}

/**
 * g += λp; m = β₁m + (1−β₁)g; u = max(β₂u, |g| + ε); p −= lr/(1−β₁ᵗ) · m / u. scalars = [lr/(1−β₁ᵗ)]. Where no gradient has
 * come yet, u stays 0 and stands for ε   (torch.optim.Adamax; Kingma and Ba 2015)
 */
export function adamax(d: usize, begin: i32, end: i32): void {
  const f = changetype<Adamax>(d);
  if (load<i32>(f.guard) == 0) return;
  const beta1 = f32x4.splat(f.beta1), rest1 = f32x4.splat(f.rest1), beta2 = f32x4.splat(f.beta2);
  const eps = f32x4.splat(f.eps), decay = f32x4.splat(f.weight_decay), zero = f32x4.splat(0);
  const rate = v128.load32_splat(f.scalars);
  const leastGradient = kept(LEAST_GRADIENT), leastMoment = kept(LEAST_MOMENT), leastParameter = kept(LEAST_PARAMETER);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  forget(f.m, start, stop, f.beta1);
  forget(f.u, start, stop, f.beta2);
  for (let o = start; o < stop; o += 16) {
    const p = v128.load(f.value + o);
    const g = fma(decay, p, flush(v128.load(f.gradient + o), leastGradient));
    const m = flush(fma(beta1, v128.load(f.m + o), f32x4.mul(rest1, g)), leastMoment);
    const before = v128.load(f.u + o);
    const untouched = v128.and(f32x4.eq(before, zero), f32x4.eq(g, zero));
    const u = f32x4.max(f32x4.mul(beta2, before), f32x4.add(f32x4.abs(g), eps));
    v128.store(f.m + o, m);
    v128.store(f.u + o, v128.andnot(u, untouched));
    v128.store(f.value + o, flush(f32x4.sub(p, f32x4.div(f32x4.mul(rate, m), u)), leastParameter));
  }
}

@unmanaged
class Adadelta {
  value: usize; gradient: usize; square: usize; delta: usize; scalars: usize; guard: usize; size: i32;
  rho: f32; rest: f32; eps: f32; weight_decay: f32;
}

/**
 * g += λp; s = ρs + (1−ρ)g²; u = √(d + ε) / √(s + ε) · g; d = ρd + (1−ρ)u²; p −= lr·u. scalars = [lr]
 * (torch.optim.Adadelta; Zeiler 2012)
 */
export function adadelta(d: usize, begin: i32, end: i32): void {
  const f = changetype<Adadelta>(d);
  if (load<i32>(f.guard) == 0) return;
  const lr = v128.load32_splat(f.scalars), eps = f32x4.splat(f.eps), decay = f32x4.splat(f.weight_decay);
  const rho = f32x4.splat(f.rho), rest = f32x4.splat(f.rest);
  const leastGradient = kept(LEAST_GRADIENT), leastMoment = kept(LEAST_MOMENT), leastParameter = kept(LEAST_PARAMETER);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  forget(f.square, start, stop, f.rho);
  for (let o = start; o < stop; o += 16) {
    const p = v128.load(f.value + o);
    const g = fma(decay, p, flush(v128.load(f.gradient + o), leastGradient));
    const square = flush(fma(rho, v128.load(f.square + o), f32x4.mul(rest, f32x4.mul(g, g))), leastMoment);
    const delta = v128.load(f.delta + o);
    const ratio = f32x4.div(f32x4.sqrt(f32x4.add(delta, eps)), f32x4.sqrt(f32x4.add(square, eps)));
    const step = f32x4.mul(ratio, g);
    v128.store(f.square + o, square);
    v128.store(f.delta + o, flush(fma(rho, delta, f32x4.mul(rest, f32x4.mul(step, step))), leastMoment));
    v128.store(f.value + o, flush(f32x4.sub(p, f32x4.mul(lr, step)), leastParameter));
  }
}
