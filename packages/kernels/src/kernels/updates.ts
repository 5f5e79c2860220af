import { defineKernel } from "../kernel.ts";
import { flush, LEAST, part } from "./flush.ts";
import { runsOf } from "./run.ts";

/**
 * PyTorch's SGD: g += λp; buf = μ·buf + share·g; g = nesterov ? g + μ·buf : buf; p −= lr·g. scalars = [lr]; share is one number,
 * 1 where it is absent.
 */
export const sgd = defineKernel({
  fields: {
    value: "update",
    gradient: "read",
    momentum_buffer: "update?",
    scalars: "read",
    share: "read?",
    guard: "read",
    size: "i32",
    momentum: "f32",
    weight_decay: "f32",
    nesterov: "i32",
  },
  axis: "tile",
  units: runsOf,
  reference: (
    { f32, i32 },
    { value, gradient, momentum_buffer, scalars, share, guard, size, momentum, weight_decay, nesterov },
  ) => {
    if (i32[guard / 4] === 0) return;
    const counts = share ? (f32[share / 4] as number) : 1;
    for (let i = 0; i < size; i++) {
      const p = f32[value / 4 + i] as number;
      let g = flush(f32[gradient / 4 + i] as number, LEAST.gradient) + weight_decay * p;
      if (momentum_buffer) {
        const buffer = flush(part(momentum, f32[momentum_buffer / 4 + i] as number) + counts * g, LEAST.moment);
        f32[momentum_buffer / 4 + i] = buffer;
        g = nesterov ? g + momentum * buffer : buffer;
      }
      f32[value / 4 + i] = flush(p - (f32[scalars / 4] as number) * g, LEAST.parameter);
    }
  },
});

/** PyTorch's Adagrad: g += λp; s += g²; p −= lr · g / (√(initial + s) + ε). scalars = [lr]. */
export const adagrad = defineKernel({
  fields: {
    value: "update",
    gradient: "read",
    sum: "update",
    scalars: "read",
    guard: "read",
    size: "i32",
    initial: "f32",
    eps: "f32",
    weight_decay: "f32",
  },
  axis: "tile",
  units: runsOf,
  reference: ({ f32, i32 }, { value, gradient, sum, scalars, guard, size, initial, eps, weight_decay }) => {
    if (i32[guard / 4] === 0) return;
    const lr = f32[scalars / 4] as number;
    for (let i = 0; i < size; i++) {
      const p = f32[value / 4 + i] as number;
      const g = flush(f32[gradient / 4 + i] as number, LEAST.gradient) + weight_decay * p;
      const s = flush((f32[sum / 4 + i] as number) + g * g, LEAST.moment);
      f32[sum / 4 + i] = s;
      f32[value / 4 + i] = flush(p - (lr * g) / (Math.sqrt(initial + s) + eps), LEAST.parameter);
    }
  },
});

/**
 * PyTorch's RMSprop: g += λp; v = αv + (1−α)g²; a = √v + ε, centered √(v − m²) + ε with m = αm + (1−α)g;
 * buf = μ·buf + g/a; p −= lr·buf, without momentum lr·g/a. scalars = [lr]; rest = 1 − α.
 */
export const rmsprop = defineKernel({
  fields: {
    value: "update",
    gradient: "read",
    square: "update",
    mean: "update?",
    momentum_buffer: "update?",
    scalars: "read",
    guard: "read",
    size: "i32",
    alpha: "f32",
    rest: "f32",
    eps: "f32",
    momentum: "f32",
    weight_decay: "f32",
  },
  axis: "tile",
  units: runsOf,
  reference: ({ f32, i32 }, g) => {
    if (i32[g.guard / 4] === 0) return;
    const lr = f32[g.scalars / 4] as number;
    for (let i = 0; i < g.size; i++) {
      const at = (block: number): number => f32[block / 4 + i] as number;
      const p = at(g.value);
      const gradient = flush(at(g.gradient), LEAST.gradient) + g.weight_decay * p;
      const square = flush(part(g.alpha, at(g.square)) + g.rest * gradient * gradient, LEAST.moment);
      f32[g.square / 4 + i] = square;
      let spread = square;
      if (g.mean) {
        const mean = flush(part(g.alpha, at(g.mean)) + g.rest * gradient, LEAST.moment);
        f32[g.mean / 4 + i] = mean;
        spread = Math.max(0, square - mean * mean);
      }
      let step = gradient / (Math.sqrt(spread) + g.eps);
      if (g.momentum_buffer) {
        step = flush(part(g.momentum, at(g.momentum_buffer)) + step, LEAST.moment);
        f32[g.momentum_buffer / 4 + i] = step;
      }
      f32[g.value / 4 + i] = flush(p - lr * step, LEAST.parameter);
    }
  },
});

/** y[column] = Σ_rows x[row][column]. */
export const sum_rows = defineKernel({
  fields: { x: "read", y: "write", rows: "i32", columns: "i32" },
  axis: "tile",
  units: ({ columns }) => columns,
  work: ({ rows }) => rows * 4,
  reference: ({ f32 }, { x, y, rows, columns }) => {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += f32[x / 4 + row * columns + column] as number;
      f32[y / 4 + column] = sum;
    }
  },
});
