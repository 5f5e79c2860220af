import { defineKernel } from "../kernel.ts";
import { keyAt, philox } from "../philox.ts";

/** The draw of element i of a row of sample s: word w of the counter (4b + l, s, step, 0) for i = 16b + 4w + l. */
function drawOf(u32: Uint32Array, key: number, step: number, sample: number, i: number): number {
  const words = keyAt(u32, key);
  const counter = Math.floor(i / 16) * 4 + (i % 4);
  return philox(words, [counter, sample, u32[step / 4] as number, 0])[Math.floor(i / 4) % 4] as number;
}

/**
 * y = x · scale where the draw is at least `threshold` (p · 2³², as a 32-bit pattern), else 0. The gradient is the same
 * call on dy: the mask is drawn again.
 */
export const dropout = defineKernel({
  fields: { x: "read", y: "write", key: "read", step: "read", size: "i32", threshold: "i32", scale: "f32" },
  axis: "sample",
  scratch: () => 64,
  reference: ({ f32, u32 }, { x, y, key, step, size, threshold, scale, batch }) => {
    for (let i = 0; i < batch * size; i++) {
      const draw = drawOf(u32, key, step, Math.floor(i / size), i % size);
      f32[y / 4 + i] = draw >= threshold >>> 0 ? (f32[x / 4 + i] as number) * scale : 0;
    }
  },
});

/** The same with one draw a channel of a sample, for all `rows` pixels. */
export const dropout2d = defineKernel({
  fields: {
    ...{ x: "read", y: "write", key: "read", step: "read" },
    ...{ rows: "i32", channels: "i32", threshold: "i32", scale: "f32" },
  },
  axis: "sample",
  scratch: ({ channels }) => Math.ceil(channels / 16) * 64,
  reference: ({ f32, u32 }, { x, y, key, step, rows, channels, threshold, scale, batch }) => {
    for (let i = 0; i < batch * rows * channels; i++) {
      const draw = drawOf(u32, key, step, Math.floor(i / (rows * channels)), i % channels);
      f32[y / 4 + i] = draw >= threshold >>> 0 ? (f32[x / 4 + i] as number) * scale : 0;
    }
  },
});
