import { defineKernel } from "../kernel.ts";
import { runBounds, runsOf, runWork } from "./run.ts";

/** y = keep · y + share · x; scalars = [keep, share]. With keep = 0 the old y does not count, even if it is infinite. */
export const accumulate = defineKernel({
  fields: { x: "read", y: "update", scalars: "read", size: "i32" },
  axis: "tile",
  units: runsOf,
  work: runWork,
  reference: ({ f32 }, { x, y, scalars, size }) => {
    const [keep, share] = [f32[scalars / 4] as number, f32[scalars / 4 + 1] as number];
    for (let i = 0; i < size; i++) {
      const before = keep === 0 ? 0 : keep * (f32[y / 4 + i] as number);
      f32[y / 4 + i] = before + share * (f32[x / 4 + i] as number);
    }
  },
});

/** sums[u] = Σ x² over the run u of 4,096 elements.   sums f64 [⌈size / 4096⌉] */
export const square_sums = defineKernel({
  fields: { x: "read", sums: "write", size: "i32" },
  axis: "tile",
  units: runsOf,
  work: runWork,
  reference: ({ f32, f64 }, { x, sums, size }) => {
    for (let u = 0; u < runsOf({ size }); u++) {
      const [begin, end] = runBounds(u, size);
      let sum = 0;
      for (let i = begin; i < end; i++) {
        const value = f32[x / 4 + i] as number;
        sum += value * value;
      }
      f64[sums / 8 + u] = sum;
    }
  },
});

/** factor = min(1, max_norm / (√Σ sums + 1e-6)), as torch.nn.utils.clip_grad_norm_.   sums f64 [count], factor f32 [1] */
export const clip_factor = defineKernel({
  fields: { sums: "read", factor: "write", count: "i32", max_norm: "f32" },
  axis: "tile",
  units: () => 1,
  reference: ({ f32, f64 }, { sums, factor, count, max_norm }) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += f64[sums / 8 + i] as number;
    f32[factor / 4] = Math.min(1, max_norm / (Math.sqrt(sum) + 1e-6));
  },
});

/** x = factor · x.   factor f32 [1] */
export const scale_by = defineKernel({
  fields: { x: "update", factor: "read", size: "i32" },
  axis: "tile",
  units: runsOf,
  work: runWork,
  reference: ({ f32 }, { x, factor, size }) => {
    for (let i = 0; i < size; i++) f32[x / 4 + i] = (f32[factor / 4] as number) * (f32[x / 4 + i] as number);
  },
});

/** x = max(−limit, min(limit, x)), as torch.nn.utils.clip_grad_value_; NaN stays. */
export const clamp = defineKernel({
  fields: { x: "update", size: "i32", limit: "f32" },
  axis: "tile",
  units: runsOf,
  work: runWork,
  reference: ({ f32 }, { x, size, limit }) => {
    for (let i = 0; i < size; i++) f32[x / 4 + i] = Math.max(-limit, Math.min(limit, f32[x / 4 + i] as number));
  },
});

/** average = decay · average + rest · value; scalars = [decay, rest], with decay = 0 a copy. */
export const ema = defineKernel({
  fields: { value: "read", average: "update", scalars: "read", guard: "read", size: "i32" },
  axis: "tile",
  units: runsOf,
  work: runWork,
  reference: ({ f32, i32 }, { value, average, scalars, guard, size }) => {
    if (i32[guard / 4] === 0) return;
    const [decay, rest] = [f32[scalars / 4] as number, f32[scalars / 4 + 1] as number];
    for (let i = 0; i < size; i++) {
      const before = decay === 0 ? 0 : decay * (f32[average / 4 + i] as number);
      f32[average / 4 + i] = before + rest * (f32[value / 4 + i] as number);
    }
  },
});
