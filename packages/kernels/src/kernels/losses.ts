import { defineKernel } from "../kernel.ts";
import { exp, log } from "../math.ts";

/** Index of the largest of the n values from `from` on; the first of equals. */
function argmax(values: Float32Array, from: number, n: number): number {
  let best = 0;
  for (let i = 1; i < n; i++) if ((values[from + i] as number) > (values[from + best] as number)) best = i;
  return best;
}

/**
 * Softmax and cross entropy with targets t = (1 − ε)·onehot + ε/C:
 * loss = ln Σ e^x − Σ t·x, dx = (softmax(x) − t) · scale, correct = 1 where the largest output is the label's.
 */
export const cross_entropy = defineKernel({
  fields: {
    x: "read",
    labels: "read",
    loss: "write",
    correct: "write",
    dx: "write?",
    classes: "i32",
    smoothing: "f32",
    scale: "f32",
  },
  axis: "sample",
  scratch: ({ classes }) => classes * 4,
  twin: ({ f32, i32 }, { x, labels, loss, correct, dx, classes, smoothing, scale, batch }) => {
    for (let s = 0; s < batch; s++) {
      const from = x / 4 + s * classes;
      const label = i32[labels / 4 + s] as number;
      const target = (i: number): number => smoothing / classes + (i === label ? 1 - smoothing : 0);
      const best = f32[from + argmax(f32, from, classes)] as number;
      let sum = 0;
      let dot = 0;
      for (let i = 0; i < classes; i++) {
        sum += exp((f32[from + i] as number) - best);
        dot += target(i) * ((f32[from + i] as number) - best);
      }
      f32[loss / 4 + s] = log(sum) - dot;
      f32[correct / 4 + s] = argmax(f32, from, classes) === label ? 1 : 0;
      for (let i = 0; dx && i < classes; i++) {
        f32[dx / 4 + s * classes + i] = (exp((f32[from + i] as number) - best) / sum - target(i)) * scale;
      }
    }
  },
});

/** Mean over the outputs of (x − onehot)²; dx = 2 (x − onehot) / C · scale. */
export const mse = defineKernel({
  fields: { x: "read", labels: "read", loss: "write", correct: "write", dx: "write?", classes: "i32", scale: "f32" },
  axis: "sample",
  twin: ({ f32, i32 }, { x, labels, loss, correct, dx, classes, scale, batch }) => {
    for (let s = 0; s < batch; s++) {
      const label = i32[labels / 4 + s] as number;
      let sum = 0;
      for (let i = 0; i < classes; i++) {
        const difference = (f32[x / 4 + s * classes + i] as number) - (i === label ? 1 : 0);
        sum += difference * difference;
        if (dx) f32[dx / 4 + s * classes + i] = ((2 * difference) / classes) * scale;
      }
      f32[loss / 4 + s] = sum / classes;
      f32[correct / 4 + s] = argmax(f32, x / 4 + s * classes, classes) === label ? 1 : 0;
    }
  },
});

/** totals (f64[4]) += [Σ loss, Σ correct, count], totals[3] = mean loss; guard (i32) becomes 0 if that is not finite. */
export const sum_loss = defineKernel({
  fields: { loss: "read", correct: "read", totals: "update", guard: "update?", count: "i32" },
  axis: "tile",
  units: () => 1,
  twin: ({ f32, f64, i32 }, { loss, correct, totals, guard, count }) => {
    let sum = 0;
    let right = 0;
    for (let i = 0; i < count; i++) {
      sum += f32[loss / 4 + i] as number;
      right += f32[correct / 4 + i] as number;
    }
    for (const [i, value] of [sum, right, count].entries())
      f64[totals / 8 + i] = (f64[totals / 8 + i] as number) + value;
    f64[totals / 8 + 3] = sum / count;
    if (guard && !Number.isFinite(sum)) i32[guard / 4] = 0;
  },
});
