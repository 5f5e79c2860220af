import { defineKernel } from "../kernel.ts";
import { flush, LEAST, part } from "./flush.ts";
import { runsOf } from "./run.ts";

/** PyTorch's Adamax: g += λp; m = β₁m + (1−β₁)g; u = max(β₂u, |g| + ε); p −= rate · m / u. scalars = [rate]. */
export const adamax = defineKernel({
  fields: {
    value: "update",
    gradient: "read",
    m: "update",
    u: "update",
    scalars: "read",
    guard: "read",
    size: "i32",
    beta1: "f32",
    rest1: "f32",
    beta2: "f32",
    eps: "f32",
    weight_decay: "f32",
  },
  axis: "tile",
  units: runsOf,
  reference: (
    { f32, i32 },
    { value, gradient, m, u, scalars, guard, size, beta1, rest1, beta2, eps, weight_decay },
  ) => {
    if (i32[guard / 4] === 0) return;
    const rate = f32[scalars / 4] as number;
    for (let i = 0; i < size; i++) {
      const p = f32[value / 4 + i] as number;
      const g = flush(f32[gradient / 4 + i] as number, LEAST.gradient) + weight_decay * p;
      const mean = flush(part(beta1, f32[m / 4 + i] as number) + rest1 * g, LEAST.moment);
      const before = f32[u / 4 + i] as number;
      const most = Math.max(part(beta2, before), Math.abs(g) + eps);
      f32[m / 4 + i] = mean;
      f32[u / 4 + i] = before === 0 && g === 0 ? 0 : most;
      f32[value / 4 + i] = flush(p - (rate * mean) / most, LEAST.parameter);
    }
  },
});

/** PyTorch's Adadelta: g += λp; s = ρs + (1−ρ)g²; u = √(d + ε) / √(s + ε) · g; d = ρd + (1−ρ)u²; p −= lr·u. scalars = [lr]. */
export const adadelta = defineKernel({
  fields: {
    value: "update",
    gradient: "read",
    square: "update",
    delta: "update",
    scalars: "read",
    guard: "read",
    size: "i32",
    rho: "f32",
    rest: "f32",
    eps: "f32",
    weight_decay: "f32",
  },
  axis: "tile",
  units: runsOf,
  reference: ({ f32, i32 }, { value, gradient, square, delta, scalars, guard, size, rho, rest, eps, weight_decay }) => {
    if (i32[guard / 4] === 0) return;
    const lr = f32[scalars / 4] as number;
    for (let i = 0; i < size; i++) {
      const p = f32[value / 4 + i] as number;
      const g = flush(f32[gradient / 4 + i] as number, LEAST.gradient) + weight_decay * p;
      const s = flush(part(rho, f32[square / 4 + i] as number) + rest * g * g, LEAST.moment);
      const before = f32[delta / 4 + i] as number;
      const step = (Math.sqrt(before + eps) / Math.sqrt(s + eps)) * g;
      f32[square / 4 + i] = s;
      f32[delta / 4 + i] = flush(rho * before + rest * step * step, LEAST.moment);
      f32[value / 4 + i] = flush(p - lr * step, LEAST.parameter);
    }
  },
});
