// Adam's family: updates from running means m of the gradient and v of its square.

import { fma, kept, RUN } from "./common";
import { flush, forget, LEAST_GRADIENT, LEAST_MOMENT, LEAST_PARAMETER } from "./flush";

@unmanaged
class Moments {
  value: usize; gradient: usize; m: usize; v: usize; scalars: usize; guard: usize; size: i32;
  beta1: f32; rest1: f32; beta2: f32; rest2: f32; eps: f32; weight_decay: f32; decoupled: i32;
}

const ADAM: i32 = 0, AMSGRAD: i32 = 1, NADAM: i32 = 2, RADAM: i32 = 3;

/**
 * m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g², with λp added to g, or p shrunk by lr·λ first where `decoupled`; then p moves by what
 * `rule`, a constant of each caller, makes of g, m and v. scalars[0] = lr.
 */
// @ts-ignore: decorator
@inline
function moveByMoments(f: Moments, begin: i32, end: i32, rule: i32): void {
  if (load<i32>(f.guard) == 0) return;
  const beta1 = f32x4.splat(f.beta1), beta2 = f32x4.splat(f.beta2), eps = f32x4.splat(f.eps);
  const rest1 = f32x4.splat(f.rest1), rest2 = f32x4.splat(f.rest2); // 1 − β, rounded once
  const one = v128.load32_splat(f.scalars, 4), two = v128.load32_splat(f.scalars, 8);
  const inverse = f32x4.splat(1 / load<f32>(f.scalars + (rule == NADAM ? 12 : 8)));
  const decay = f32x4.splat(f.decoupled ? 0 : f.weight_decay);
  const shrink = f32x4.splat(f.decoupled ? 1 - load<f32>(f.scalars) * f.weight_decay : 1);
  const leastGradient = kept(LEAST_GRADIENT), leastMoment = kept(LEAST_MOMENT), leastParameter = kept(LEAST_PARAMETER);
  const max_v = rule == AMSGRAD ? changetype<Adam>(f).max_v : 0;
  const value = f.value, gradient = f.gradient, first = f.m, second = f.v;
  const start = <usize>(begin * RUN) << 2, stop = <usize>min(end * RUN, f.size) << 2;
  forget(first, start, stop, f.beta1);
  forget(second, start, stop, f.beta2);
  for (let o = start; o < stop; o += 16) {
    const p = v128.load(value + o);
    const g = fma(decay, p, flush(v128.load(gradient + o), leastGradient));
    const m = flush(fma(beta1, v128.load(first + o), f32x4.mul(rest1, g)), leastMoment);
    const v = flush(fma(beta2, v128.load(second + o), f32x4.mul(rest2, f32x4.mul(g, g))), leastMoment);
    v128.store(first + o, m);
    v128.store(second + o, v);
    let step: v128;
    if (rule == RADAM) {
      step = f32x4.mul(f32x4.add(one, f32x4.div(two, f32x4.add(f32x4.sqrt(v), eps))), m);
    } else {
      let square = v;
      if (rule == AMSGRAD) {
        square = f32x4.max(v128.load(max_v + o), v);
        v128.store(max_v + o, square);
      }
      const ahead = rule == NADAM ? fma(two, m, f32x4.mul(one, g)) : f32x4.mul(one, m);
      step = f32x4.div(ahead, fma(f32x4.sqrt(square), inverse, eps));
    }
    v128.store(value + o, flush(f32x4.sub(f32x4.mul(p, shrink), step), leastParameter));
  }
}

@unmanaged
class Adam extends Moments {
  max_v: usize;
}

/**
 * p −= lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε) (Adam, Kingma and Ba 2015; decoupled: AdamW, Loshchilov and Hutter 2019).
 * scalars = [lr, lr/(1−β₁ᵗ), √(1−β₂ᵗ)]. Where max_v is given, max_v = max(max_v, v) stands for v (Reddi, Kale and Kumar 2018).
 */
export function adam(d: usize, begin: i32, end: i32): void {
  const f = changetype<Adam>(d);
  if (f.max_v) moveByMoments(f, begin, end, AMSGRAD);
  else moveByMoments(f, begin, end, ADAM);
}

/** p −= (a·g + b·m) / (√v/√(1−β₂ᵗ) + ε). scalars = [lr, a, b, √(1−β₂ᵗ)]   (torch.optim.NAdam; Dozat 2016) */
export function nadam(d: usize, begin: i32, end: i32): void {
  const f = changetype<Moments>(d);
  moveByMoments(f, begin, end, NADAM);
}

/** p −= m · (a + b / (√v + ε)). scalars = [lr, a, b], of which a or b is 0   (torch.optim.RAdam; Liu et al. 2020) */
export function radam(d: usize, begin: i32, end: i32): void {
  const f = changetype<Moments>(d);
  moveByMoments(f, begin, end, RADAM);
}
