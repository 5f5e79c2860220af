import { defineKernel, type Encoded, type Fields, type Views } from "../kernel.ts";
import { flush, LEAST, part } from "./flush.ts";
import { runsOf } from "./run.ts";

const MOMENTS = {
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

/**
 * m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²; then p moves by what `step` makes of gradient, m and v. `decoupled`: p shrinks by lr·λ
 * instead of g += λp. scalars[0] = lr; rest = 1 − β.
 */
function moveByMoments(
  { f32, i32 }: Views,
  a: Omit<Encoded<typeof MOMENTS>, "batch">,
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

/**
 * PyTorch's Adam and AdamW: p −= lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε). scalars = [lr, lr/(1−β₁ᵗ), √(1−β₂ᵗ)]; where max_v is given
 * (amsgrad), max_v = max(max_v, v) stands for v.
 */
export const adam = defineKernel({
  fields: { ...MOMENTS, max_v: "update?" },
  axis: "tile",
  units: runsOf,
  reference: (views, a) => {
    const { f32 } = views;
    const [rate, correction] = [1, 2].map((i) => f32[a.scalars / 4 + i] as number) as [number, number];
    moveByMoments(views, a, (i, _, m, v) => {
      const square = a.max_v ? Math.max(f32[a.max_v / 4 + i] as number, v) : v;
      if (a.max_v) f32[a.max_v / 4 + i] = square;
      return (rate * m) / (Math.sqrt(square) / correction + a.eps);
    });
  },
});

/** PyTorch's NAdam: p −= (a·g + b·m) / (√v/√(1−β₂ᵗ) + ε). scalars = [lr, a, b, √(1−β₂ᵗ)]. */
export const nadam = defineKernel({
  fields: MOMENTS,
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
  fields: MOMENTS,
  axis: "tile",
  units: runsOf,
  reference: (views, a) => {
    const [plain, rectified] = [1, 2].map((i) => views.f32[a.scalars / 4 + i] as number) as [number, number];
    moveByMoments(views, a, (_, _g, m, v) => m * (plain + rectified / (Math.sqrt(v) + a.eps)));
  },
});
