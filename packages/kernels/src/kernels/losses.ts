import { defineKernel, type Views } from "../kernel.ts";
import { exp, log } from "../math.ts";

/**
 * Softmax and cross entropy with targets t = (1 − ε)·onehot + ε/C:
 * loss = ln Σ e^x − Σ t·x, dx = (softmax(x) − t) · scale.
 */
export const cross_entropy = defineKernel({
  fields: {
    x: "read",
    labels: "read",
    loss: "write",
    dx: "write?",
    classes: "i32",
    smoothing: "f32",
    scale: "f32",
  },
  axis: "sample",
  scratch: ({ classes }) => classes * 4,
  reference: ({ f32, i32 }, { x, labels, loss, dx, classes, smoothing, scale, batch }) => {
    for (let s = 0; s < batch; s++) {
      const from = x / 4 + s * classes;
      const label = i32[labels / 4 + s] as number;
      const target = (i: number): number => smoothing / classes + (i === label ? 1 - smoothing : 0);
      let best = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < classes; i++) best = Math.max(best, f32[from + i] as number);
      let sum = 0;
      let dot = 0;
      for (let i = 0; i < classes; i++) {
        sum += exp((f32[from + i] as number) - best);
        // 0 · −∞ is 0 here, as t → 0 demands.
        if (target(i) !== 0) dot += target(i) * ((f32[from + i] as number) - best);
      }
      f32[loss / 4 + s] = log(sum) - dot;
      for (let i = 0; dx && i < classes; i++) {
        f32[dx / 4 + s * classes + i] = (exp((f32[from + i] as number) - best) / sum - target(i)) * scale;
      }
    }
  },
});

/** Σ over the outputs of (x − onehot)², divided by `divisor`; dx = 2 (x − onehot) / divisor · scale. */
export const mse = defineKernel({
  fields: { x: "read", labels: "read", loss: "write", dx: "write?", classes: "i32", divisor: "f32", scale: "f32" },
  axis: "sample",
  reference: ({ f32, i32 }, { x, labels, loss, dx, classes, divisor, scale, batch }) => {
    for (let s = 0; s < batch; s++) {
      const label = i32[labels / 4 + s] as number;
      let sum = 0;
      for (let i = 0; i < classes; i++) {
        const difference = (f32[x / 4 + s * classes + i] as number) - (i === label ? 1 : 0);
        sum += difference * difference;
        if (dx) f32[dx / 4 + s * classes + i] = ((2 * difference) / divisor) * scale;
      }
      f32[loss / 4 + s] = sum / divisor;
    }
  },
});

/** Σ over the outputs of (x − t)², divided by `divisor`; dx = 2 (x − t) / divisor · scale.   x, targets [batch, size] */
export const mse_values = defineKernel({
  fields: { x: "read", targets: "read", loss: "write", dx: "write?", size: "i32", divisor: "f32", scale: "f32" },
  axis: "sample",
  reference: ({ f32 }, { x, targets, loss, dx, size, divisor, scale, batch }) => {
    for (let s = 0; s < batch; s++) {
      let sum = 0;
      for (let i = s * size; i < (s + 1) * size; i++) {
        const difference = (f32[x / 4 + i] as number) - (f32[targets / 4 + i] as number);
        sum += difference * difference;
        if (dx) f32[dx / 4 + i] = ((2 * difference) / divisor) * scale;
      }
      f32[loss / 4 + s] = sum / divisor;
    }
  },
});

/** Σ over the outputs of f(x − t), divided by `divisor`; dx = f′(x − t) / divisor · scale. */
const ofDifference =
  (f: (e: number, delta: number) => number, slope: (e: number, delta: number) => number) =>
  (
    { f32 }: Views,
    g: Record<"x" | "targets" | "loss" | "dx" | "size" | "divisor" | "scale" | "batch", number>,
    delta = 0,
  ): void => {
    for (let s = 0; s < g.batch; s++) {
      let sum = 0;
      for (let i = s * g.size; i < (s + 1) * g.size; i++) {
        const e = (f32[g.x / 4 + i] as number) - (f32[g.targets / 4 + i] as number);
        sum += f(e, delta);
        if (g.dx) f32[g.dx / 4 + i] = (slope(e, delta) / g.divisor) * g.scale;
      }
      f32[g.loss / 4 + s] = sum / g.divisor;
    }
  };

const l1Of = ofDifference(Math.abs, Math.sign);

/** Σ over the outputs of |x − t|, divided by `divisor`; dx = sign(x − t) / divisor · scale.   x, targets [batch, size] */
export const l1 = defineKernel({
  fields: { x: "read", targets: "read", loss: "write", dx: "write?", size: "i32", divisor: "f32", scale: "f32" },
  axis: "sample",
  reference: (views, g) => l1Of(views, g),
});

const huberOf = ofDifference(
  (e, delta) => (Math.abs(e) <= delta ? (e * e) / 2 : delta * (Math.abs(e) - delta / 2)),
  (e, delta) => Math.max(-delta, Math.min(delta, e)),
);

/** e²/2 where |e| ≤ δ, else δ (|e| − δ/2), with e = x − t; dx = clamp(e, −δ, δ) / divisor · scale.   x, targets [batch, size] */
export const huber = defineKernel({
  fields: {
    x: "read",
    targets: "read",
    loss: "write",
    dx: "write?",
    size: "i32",
    delta: "f32",
    divisor: "f32",
    scale: "f32",
  },
  axis: "sample",
  reference: (views, g) => huberOf(views, g, g.delta),
});

/**
 * totals (f64[3]): [0] += Σ loss, [1] += count, [2] = mean loss; guard (i32) becomes 0 if that is not finite. With `weighted` 1
 * totals are f64[4], [3] += Σ weights (absent: 1 each), by which the mean divides.
 */
export const sum_loss = defineKernel({
  fields: { loss: "read", weights: "read?", totals: "update", guard: "update?", count: "i32", weighted: "i32" },
  axis: "tile",
  units: () => 1,
  reference: ({ f32, f64, i32 }, { loss, weights, totals, guard, count, weighted }) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += f32[loss / 4 + i] as number;
    f64[totals / 8] = (f64[totals / 8] as number) + sum;
    f64[totals / 8 + 1] = (f64[totals / 8 + 1] as number) + count;
    let weight = weights ? 0 : count;
    for (let i = 0; weights && i < count; i++) weight += f32[weights / 4 + i] as number;
    f64[totals / 8 + 2] = weight > 0 ? sum / weight : sum;
    if (weighted) f64[totals / 8 + 3] = (f64[totals / 8 + 3] as number) + weight;
    if (guard && !Number.isFinite(sum)) i32[guard / 4] = 0;
  },
});
