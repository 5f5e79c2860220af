import { defineKernel } from "../kernel.ts";
import { exp } from "../math.ts";

/**
 * rows[s][3b …] = 1, the probability p of the predicted class, and 1 where it is the label, in the bin b with
 * b / bins < p ≤ (b + 1) / bins; 0 in all others, and in all where p is no number. p is the softmax of the first of the largest
 * outputs, as an f32.   x [batch, classes], labels i32 [batch], rows f64 [batch, 3 · bins]
 */
export const calibration_counts = defineKernel({
  fields: { x: "read", labels: "read", rows: "write", classes: "i32", bins: "i32" },
  axis: "sample",
  scratch: ({ classes }) => classes * 4,
  reference: ({ f32, f64, i32 }, { x, labels, rows, classes, bins, batch }) => {
    for (let s = 0; s < batch; s++) {
      const outputs = f32.subarray(x / 4 + s * classes, x / 4 + (s + 1) * classes);
      f64.fill(0, rows / 8 + 3 * s * bins, rows / 8 + 3 * (s + 1) * bins);
      const largest = Math.max(...outputs);
      const sum = outputs.reduce((total, value) => total + exp(value - largest), 0);
      if (!(sum < Number.POSITIVE_INFINITY)) continue;
      const p = Math.fround(1 / sum);
      const bin = Array.from({ length: bins - 1 }, (_, b) => (b + 1) / bins).filter((end) => p > end).length;
      const isRight = outputs.indexOf(largest) === i32[labels / 4 + s];
      f64.set([1, p, Number(isRight)], rows / 8 + 3 * (s * bins + bin));
    }
  },
});
