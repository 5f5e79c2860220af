import { defineKernel } from "../kernel.ts";
import { flush, LEAST, part } from "./flush.ts";
import { runsOf } from "./run.ts";

/**
 * PyTorch's Rprop: g += λp; s ← s·η⁺ where g·previous > 0, s·η⁻ and g ← 0 where it is < 0, within [least, most];
 * p −= share · s · sign(g); previous = g. scalars = [share, first s]; where no gradient has come yet, s stays 0.
 */
export const rprop = defineKernel({
  fields: {
    value: "update",
    gradient: "read",
    previous: "update",
    step_size: "update",
    scalars: "read",
    guard: "read",
    size: "i32",
    eta_minus: "f32",
    eta_plus: "f32",
    least: "f32",
    most: "f32",
    weight_decay: "f32",
  },
  axis: "tile",
  units: runsOf,
  reference: ({ f32, i32 }, a) => {
    if (i32[a.guard / 4] === 0) return;
    const [share, first] = [f32[a.scalars / 4] as number, f32[a.scalars / 4 + 1] as number];
    for (let i = 0; i < a.size; i++) {
      const p = f32[a.value / 4 + i] as number;
      let g = flush(f32[a.gradient / 4 + i] as number, LEAST.gradient) + a.weight_decay * p;
      const before = f32[a.step_size / 4 + i] as number;
      const isUntouched = before === 0 && g === 0;
      const product = g * (f32[a.previous / 4 + i] as number);
      const factor = product > 0 ? a.eta_plus : product < 0 ? a.eta_minus : 1;
      const size = Math.min(a.most, Math.max(a.least, (before === 0 ? first : before) * factor));
      if (product < 0) g = 0;
      f32[a.previous / 4 + i] = g;
      f32[a.step_size / 4 + i] = isUntouched ? 0 : size;
      f32[a.value / 4 + i] = flush(p - share * size * Math.sign(g), LEAST.parameter);
    }
  },
});

/** Lion: p ← (1 − lr·λ)p − lr · sign(β₁m + (1−β₁)g); m = β₂m + (1−β₂)g. scalars = [lr]. */
export const lion = defineKernel({
  fields: {
    value: "update",
    gradient: "read",
    m: "update",
    scalars: "read",
    guard: "read",
    size: "i32",
    beta1: "f32",
    rest1: "f32",
    beta2: "f32",
    rest2: "f32",
    weight_decay: "f32",
  },
  axis: "tile",
  units: runsOf,
  reference: ({ f32, i32 }, { value, gradient, m, scalars, guard, size, beta1, rest1, beta2, rest2, weight_decay }) => {
    if (i32[guard / 4] === 0) return;
    const lr = f32[scalars / 4] as number;
    for (let i = 0; i < size; i++) {
      const p = f32[value / 4 + i] as number;
      const g = flush(f32[gradient / 4 + i] as number, LEAST.gradient);
      const before = f32[m / 4 + i] as number;
      const direction = part(beta1, before) + rest1 * g;
      f32[m / 4 + i] = flush(part(beta2, before) + rest2 * g, LEAST.moment);
      f32[value / 4 + i] = flush(p * (1 - lr * weight_decay) - lr * Math.sign(direction), LEAST.parameter);
    }
  },
});
