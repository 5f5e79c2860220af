import { defineKernel } from "../kernel.ts";
import { flush, LEAST, part } from "./flush.ts";
import { runsOf, runWork } from "./run.ts";

/** buf = μ·buf + (1−μ)g, not stored; direction = nesterov ? (1−μ)g + μ·buf : buf. rest = 1 − μ */
export const muon_direction = defineKernel({
  fields: {
    gradient: "read",
    momentum_buffer: "read",
    direction: "write",
    size: "i32",
    momentum: "f32",
    rest: "f32",
    nesterov: "i32",
  },
  axis: "tile",
  units: runsOf,
  work: runWork,
  reference: ({ f32 }, { gradient, momentum_buffer, direction, size, momentum, rest, nesterov }) => {
    for (let i = 0; i < size; i++) {
      const g = rest * flush(f32[gradient / 4 + i] as number, LEAST.gradient);
      const buffer = flush(part(momentum, f32[momentum_buffer / 4 + i] as number) + g, LEAST.moment);
      f32[direction / 4 + i] = nesterov ? g + momentum * buffer : buffer;
    }
  },
});

/** y = x / max(√Σ sums, ε); what is left below 1e-16 is 0.   sums f64 [count] */
export const normalize = defineKernel({
  fields: { x: "read", sums: "read", y: "write", size: "i32", count: "i32", eps: "f32" },
  axis: "tile",
  units: runsOf,
  work: runWork,
  reference: ({ f32, f64 }, { x, sums, y, size, count, eps }) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += f64[sums / 8 + i] as number;
    const norm = Math.max(Math.sqrt(sum), eps);
    for (let i = 0; i < size; i++) f32[y / 4 + i] = flush((f32[x / 4 + i] as number) / norm, LEAST.gradient);
  },
});

/** square = a·I + b·gram + c·square, [rows][rows] in blocks of `size` elements. */
export const newton_schulz = defineKernel({
  fields: { gram: "read", square: "update", rows: "i32", size: "i32", a: "f32", b: "f32", c: "f32" },
  axis: "tile",
  units: runsOf,
  work: runWork,
  reference: ({ f32 }, { gram, square, rows, size, a, b, c }) => {
    for (let i = 0; i < size; i++) {
      const diagonal = i < rows * rows && i % (rows + 1) === 0 ? a : 0;
      f32[square / 4 + i] = c * (f32[square / 4 + i] as number) + b * (f32[gram / 4 + i] as number) + diagonal;
    }
  },
});

/** buf = μ·buf + (1−μ)g; p ← (1 − lr·λ)p − lr · scale · direction. scalars = [lr]; rest = 1 − μ */
export const muon = defineKernel({
  fields: {
    value: "update",
    gradient: "read",
    momentum_buffer: "update",
    direction: "read",
    scalars: "read",
    guard: "read",
    size: "i32",
    momentum: "f32",
    rest: "f32",
    scale: "f32",
    weight_decay: "f32",
  },
  axis: "tile",
  units: runsOf,
  reference: ({ f32, i32 }, a) => {
    if (i32[a.guard / 4] === 0) return;
    const lr = f32[a.scalars / 4] as number;
    for (let i = 0; i < a.size; i++) {
      const g = a.rest * flush(f32[a.gradient / 4 + i] as number, LEAST.gradient);
      const buffer = part(a.momentum, f32[a.momentum_buffer / 4 + i] as number) + g;
      f32[a.momentum_buffer / 4 + i] = flush(buffer, LEAST.moment);
      const p = (f32[a.value / 4 + i] as number) * (1 - lr * a.weight_decay);
      f32[a.value / 4 + i] = flush(p - lr * a.scale * (f32[a.direction / 4 + i] as number), LEAST.parameter);
    }
  },
});
