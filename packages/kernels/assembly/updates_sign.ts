// Optimizer updates that follow the sign of the gradient alone.

import { fma, kept, RUN } from "./common";
import { flush, forget, LEAST_GRADIENT, LEAST_MOMENT, LEAST_PARAMETER } from "./flush";

/** size · sign(x): 0 where x is 0. size ≥ 0 */
// @ts-ignore: decorator
@inline
function signed(size: v128, x: v128): v128 {
  const sign = v128.and(x, f32x4.splat(-0.0));
  return v128.andnot(v128.or(sign, size), f32x4.eq(x, f32x4.splat(0)));
}

@unmanaged
class Rprop {
  value: usize; gradient: usize; previous: usize; step_size: usize; scalars: usize; guard: usize; size: i32;
  eta_minus: f32; eta_plus: f32; least: f32; most: f32; weight_decay: f32;
}

/**
 * g += λp; s ← s·η⁺ where g·previous > 0, s·η⁻ and g ← 0 where it is < 0, within [least, most]; p −= share · s · sign(g);
 * previous = g. scalars = [share, first s]. Where no gradient has come yet, s stays 0   (torch.optim.Rprop; Riedmiller and Braun 1993)
 */
export function rprop(d: usize, begin: i32, end: i32): void {
  const f = changetype<Rprop>(d);
  if (load<i32>(f.guard) == 0) return;
  const share = v128.load32_splat(f.scalars), first = v128.load32_splat(f.scalars, 4), decay = f32x4.splat(f.weight_decay);
  const minus = f32x4.splat(f.eta_minus), plus = f32x4.splat(f.eta_plus), one = f32x4.splat(1), zero = f32x4.splat(0);
  const least = f32x4.splat(f.least), most = f32x4.splat(f.most);
  const leastGradient = kept(LEAST_GRADIENT), leastParameter = kept(LEAST_PARAMETER);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  for (let o = start; o < stop; o += 16) {
    const p = v128.load(f.value + o);
    const g = fma(decay, p, flush(v128.load(f.gradient + o), leastGradient));
    const before = v128.load(f.step_size + o);
    const product = f32x4.mul(g, v128.load(f.previous + o));
    const turned = f32x4.lt(product, zero), unused = f32x4.eq(before, zero);
    const factor = v128.bitselect(plus, v128.bitselect(minus, one, turned), f32x4.gt(product, zero));
    const grown = f32x4.mul(v128.bitselect(first, before, unused), factor);
    const size = f32x4.min(most, f32x4.max(least, grown));
    const followed = v128.andnot(g, turned);
    v128.store(f.previous + o, followed);
    v128.store(f.step_size + o, v128.andnot(size, v128.and(unused, f32x4.eq(g, zero))));
    v128.store(f.value + o, flush(f32x4.sub(p, signed(f32x4.mul(share, size), followed)), leastParameter));
  }
}

@unmanaged
class Lion {
  value: usize; gradient: usize; m: usize; scalars: usize; guard: usize; size: i32;
  beta1: f32; rest1: f32; beta2: f32; rest2: f32; weight_decay: f32;
}

/** p ← (1 − lr·λ)p − lr · sign(β₁m + (1−β₁)g); m = β₂m + (1−β₂)g. scalars = [lr]   (Chen et al. 2023) */
export function lion(d: usize, begin: i32, end: i32): void {
  const f = changetype<Lion>(d);
  if (load<i32>(f.guard) == 0) return;
  const lr = v128.load32_splat(f.scalars), shrink = f32x4.splat(1 - load<f32>(f.scalars) * f.weight_decay);
  const beta1 = f32x4.splat(f.beta1), rest1 = f32x4.splat(f.rest1);
  const beta2 = f32x4.splat(f.beta2), rest2 = f32x4.splat(f.rest2);
  const leastGradient = kept(LEAST_GRADIENT), leastMoment = kept(LEAST_MOMENT), leastParameter = kept(LEAST_PARAMETER);
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  if (f.beta1 == 0) forget(f.m, start, stop, f.beta2);
  for (let o = start; o < stop; o += 16) {
    const p = v128.load(f.value + o);
    const g = flush(v128.load(f.gradient + o), leastGradient);
    const m = v128.load(f.m + o);
    const direction = fma(beta1, m, f32x4.mul(rest1, g));
    v128.store(f.m + o, flush(fma(beta2, m, f32x4.mul(rest2, g)), leastMoment));
    v128.store(f.value + o, flush(f32x4.sub(f32x4.mul(p, shrink), signed(lr, direction)), leastParameter));
  }
}
