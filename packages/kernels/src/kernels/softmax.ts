import { defineKernel } from "../kernel.ts";
import { exp } from "../math.ts";

/** y = e^(x − max) / Σ e^(x − max) over each of the `rows` rows of `size` elements of a sample. */
export const softmax = defineKernel({
  fields: { x: "read", y: "write", rows: "i32", size: "i32" },
  axis: "sample",
  reference: ({ f32 }, { x, y, rows, size, batch }) => {
    for (let row = 0; row < batch * rows; row++) {
      const values = Array.from(f32.subarray(x / 4 + row * size, x / 4 + (row + 1) * size));
      const largest = Math.max(...values);
      const shares = values.map((value) => exp(value - largest));
      const sum = shares.reduce((a, b) => a + b, 0);
      shares.forEach((share, i) => {
        f32[y / 4 + row * size + i] = share / sum;
      });
    }
  },
});

/** dx = y · (dy − Σ dy · y) over each row. */
export const softmax_backward = defineKernel({
  fields: { dy: "read", y: "read", dx: "write", rows: "i32", size: "i32" },
  axis: "sample",
  reference: ({ f32 }, { dy, y, dx, rows, size, batch }) => {
    for (let row = 0; row < batch * rows; row++) {
      const at = (tensor: number, i: number): number => f32[tensor / 4 + row * size + i] as number;
      let mean = 0;
      for (let i = 0; i < size; i++) mean += at(dy, i) * at(y, i);
      for (let i = 0; i < size; i++) f32[dx / 4 + row * size + i] = at(y, i) * (at(dy, i) - mean);
    }
  },
});
