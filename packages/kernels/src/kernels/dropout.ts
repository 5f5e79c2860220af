import { defineKernel } from "../kernel.ts";
import { philox } from "../philox.ts";

/**
 * y = x · scale where the draw is at least `threshold` (p · 2³², as a 32-bit pattern), else 0. The gradient is the same
 * call on dy: the mask is drawn again. Element 16b + 4w + l of sample s at step t has word w of counter (4b + l, s, t, 0).
 */
export const dropout = defineKernel({
  fields: { x: "read", y: "write", key: "read", step: "read", size: "i32", threshold: "i32", scale: "f32" },
  axis: "sample",
  scratch: () => 64,
  reference: ({ f32, u32 }, { x, y, key, step, size, threshold, scale, batch }) => {
    const words = [u32[key / 4] as number, u32[key / 4 + 1] as number] as const;
    for (let i = 0; i < batch * size; i++) {
      const element = i % size;
      const counter = Math.floor(element / 16) * 4 + (element % 4);
      const draw = philox(words, [counter, Math.floor(i / size), u32[step / 4] as number, 0])[
        Math.floor(element / 4) % 4
      ] as number;
      f32[y / 4 + i] = draw >= threshold >>> 0 ? (f32[x / 4 + i] as number) * scale : 0;
    }
  },
});
