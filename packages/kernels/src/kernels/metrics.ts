import { defineKernel } from "../kernel.ts";

/**
 * rows[s] = 1 where fewer than k outputs rank before the label's, else 0. An output ranks before it that is larger, or
 * equal with a lower index. NaN ranks before nothing, and a label whose output is NaN is wrong.   rows f64 [batch, 1]
 */
export const top_k = defineKernel({
  fields: { x: "read", labels: "read", rows: "write", classes: "i32", k: "i32" },
  axis: "sample",
  reference: ({ f32, f64, i32 }, { x, labels, rows, classes, k, batch }) => {
    for (let s = 0; s < batch; s++) {
      const outputs = f32.subarray(x / 4 + s * classes, x / 4 + (s + 1) * classes);
      const label = i32[labels / 4 + s] as number;
      const own = outputs[label] as number;
      const before = outputs.filter((value, i) => value > own || (value === own && i < label)).length;
      f64[rows / 8 + s] = !Number.isNaN(own) && before < k ? 1 : 0;
    }
  },
});

/**
 * rows[s][3c …] = 1 where class c is predicted and the label, where it is predicted, where it is the label, else 0: their sums
 * are true positives, predictions and examples of each class. Predicted is the first of the largest outputs; NaN never is.
 * rows f64 [batch, 3 · classes]
 */
export const class_counts = defineKernel({
  fields: { x: "read", labels: "read", rows: "write", classes: "i32" },
  axis: "sample",
  reference: ({ f32, f64, i32 }, { x, labels, rows, classes, batch }) => {
    for (let s = 0; s < batch; s++) {
      const outputs = [...f32.subarray(x / 4 + s * classes, x / 4 + (s + 1) * classes)];
      const label = i32[labels / 4 + s] as number;
      const numbers = outputs.filter((value) => !Number.isNaN(value));
      const predicted = outputs.indexOf(Math.max(...numbers));
      for (let c = 0; c < classes; c++) {
        const [hit, own] = [Number(c === predicted), Number(c === label)];
        f64.set([hit * own, hit, own], rows / 8 + 3 * (s * classes + c));
      }
    }
  },
});

/** rows[s] = mean over the outputs of f(x − t).   x, targets [batch, size], rows f64 [batch, 1] */
const meanOf = (f: (difference: number) => number) =>
  defineKernel({
    fields: { x: "read", targets: "read", rows: "write", size: "i32" },
    axis: "sample",
    reference: ({ f32, f64 }, { x, targets, rows, size, batch }) => {
      for (let s = 0; s < batch; s++) {
        let sum = 0;
        for (let i = s * size; i < (s + 1) * size; i++)
          sum += f((f32[x / 4 + i] as number) - (f32[targets / 4 + i] as number));
        f64[rows / 8 + s] = sum / size;
      }
    },
  });

/** rows[s] = mean over the outputs of |x − t|. */
export const absolute_error = meanOf(Math.abs);
/** rows[s] = mean over the outputs of (x − t)². */
export const squared_error = meanOf((difference) => difference * difference);

/**
 * rows[s][3j …] = (x − t)², t, t² of output j: their sums give R² = 1 − Σ(x − t)² / (Σt² − (Σt)² / n).
 * x, targets [batch, size], rows f64 [batch, 3 · size]
 */
export const residual_squares = defineKernel({
  fields: { x: "read", targets: "read", rows: "write", size: "i32" },
  axis: "sample",
  reference: ({ f32, f64 }, { x, targets, rows, size, batch }) => {
    for (let i = 0; i < batch * size; i++) {
      const target = f32[targets / 4 + i] as number;
      const difference = (f32[x / 4 + i] as number) - target;
      f64.set([difference * difference, target, target * target], rows / 8 + 3 * i);
    }
  },
});

/** sums[j] += Σ_s rows[s][j], in the order of s.   rows f64 [count, width], sums f64 [width] */
export const sum_f64 = defineKernel({
  fields: { rows: "read", sums: "update", count: "i32", width: "i32" },
  axis: "tile",
  units: () => 1,
  reference: ({ f64 }, { rows, sums, count, width }) => {
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (let s = 0; s < count; s++) sum += f64[rows / 8 + s * width + j] as number;
      f64[sums / 8 + j] = (f64[sums / 8 + j] as number) + sum;
    }
  },
});
