import { defineKernel, type Encoded, type Fields, type Views } from "../kernel.ts";
import { flush, LEAST, part } from "./flush.ts";
import { runsOf } from "./run.ts";

const ADAM = {
  value: "update",
  gradient: "read",
  m: "update",
  v: "update",
  scalars: "read",
  guard: "read",
  size: "i32",
  beta1: "f32",
  rest1: "f32",
  beta2: "f32",
  rest2: "f32",
  eps: "f32",
  weight_decay: "f32",
  decoupled: "i32",
} as const satisfies Fields;

/** Adam's moments, and p moved by what `step` makes of gradient, m and v; scalars[0] = lr. */
function moveByMoments(
  { f32, i32 }: Views,
  a: Omit<Encoded<typeof ADAM>, "batch">,
  step: (i: number, g: number, m: number, v: number) => number,
): void {
  if (i32[a.guard / 4] === 0) return;
  const lr = f32[a.scalars / 4] as number;
  for (let i = 0; i < a.size; i++) {
    const p = f32[a.value / 4 + i] as number;
    const g = flush(f32[a.gradient / 4 + i] as number, LEAST.gradient) + (a.decoupled ? 0 : a.weight_decay * p);
    const m = flush(part(a.beta1, f32[a.m / 4 + i] as number) + a.rest1 * g, LEAST.moment);
    const v = flush(part(a.beta2, f32[a.v / 4 + i] as number) + a.rest2 * g * g, LEAST.moment);
    f32[a.m / 4 + i] = m;
    f32[a.v / 4 + i] = v;
    const shrunk = p * (a.decoupled ? 1 - lr * a.weight_decay : 1);
    f32[a.value / 4 + i] = flush(shrunk - step(i, g, m, v), LEAST.parameter);
  }
}

/** Adam with v̂ = max(v̂, v) in the denominator (PyTorch's amsgrad). scalars = [lr, lr/(1−β₁ᵗ), √(1−β₂ᵗ)]. */
export const amsgrad = defineKernel({
  fields: {
    value: "update",
    gradient: "read",
    m: "update",
    v: "update",
    max_v: "update",
    scalars: "read",
    guard: "read",
    size: "i32",
    beta1: "f32",
    rest1: "f32",
    beta2: "f32",
    rest2: "f32",
    eps: "f32",
    weight_decay: "f32",
    decoupled: "i32",
  },
  axis: "tile",
  units: runsOf,
  reference: (views, a) => {
    const { f32 } = views;
    const [rate, correction] = [1, 2].map((i) => f32[a.scalars / 4 + i] as number) as [number, number];
    moveByMoments(views, a, (i, _, m, v) => {
      const most = Math.max(f32[a.max_v / 4 + i] as number, v);
      f32[a.max_v / 4 + i] = most;
      return (rate * m) / (Math.sqrt(most) / correction + a.eps);
    });
  },
});

/** PyTorch's NAdam: p −= (a·g + b·m) / (√v/√(1−β₂ᵗ) + ε). scalars = [lr, a, b, √(1−β₂ᵗ)]. */
export const nadam = defineKernel({
  fields: ADAM,
  axis: "tile",
  units: runsOf,
  reference: (views, a) => {
    const [ahead, behind, correction] = [1, 2, 3].map((i) => views.f32[a.scalars / 4 + i] as number) as [
      number,
      number,
      number,
    ];
    moveByMoments(views, a, (_, g, m, v) => (ahead * g + behind * m) / (Math.sqrt(v) / correction + a.eps));
  },
});

/** PyTorch's RAdam: p −= m · (a + b / (√v + ε)). scalars = [lr, a, b]. */
export const radam = defineKernel({
  fields: ADAM,
  axis: "tile",
  units: runsOf,
  reference: (views, a) => {
    const [plain, rectified] = [1, 2].map((i) => views.f32[a.scalars / 4 + i] as number) as [number, number];
    moveByMoments(views, a, (_, _g, m, v) => m * (plain + rectified / (Math.sqrt(v) + a.eps)));
  },
});

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
