import { defineKernel } from "../kernel.ts";
import { below, keyAt, philox } from "../philox.ts";

/**
 * A window of the image's own size out of the image with a border around it, as torchvision's RandomCrop: `left` of the
 * `across` columns of border are on the left, `top` of the `down` rows at the top. A pixel of the border is
 * value · scale + fill, one for all channels (`fill_stride` 0), or one for each (1). Its column and line are words 0 and 1
 * of (0, sample, step, 0).
 */
export const random_crop = defineKernel({
  fields: {
    x: "read",
    y: "write",
    scale: "read",
    fill: "read",
    key: "read",
    step: "read",
    height: "i32",
    width: "i32",
    channels: "i32",
    left: "i32",
    top: "i32",
    across: "i32",
    down: "i32",
    value: "f32",
    fill_stride: "i32",
  },
  axis: "sample",
  scratch: () => 16,
  reference: ({ f32, u32 }, g) => {
    const key = keyAt(u32, g.key);
    const { height, width, channels } = g;
    for (let s = 0; s < g.batch; s++) {
      const [w0, w1] = philox(key, [0, s, u32[g.step / 4] as number, 0]);
      const [left, top] = [below(g.across + 1, w0) - g.left, below(g.down + 1, w1) - g.top];
      for (let i = 0; i < height * width * channels; i++) {
        const channel = i % channels;
        const column = (Math.floor(i / channels) % width) + left;
        const row = Math.floor(i / channels / width) + top;
        const isInside = column >= 0 && row >= 0 && column < width && row < height;
        const own = g.fill_stride * channel;
        f32[g.y / 4 + s * height * width * channels + i] = isInside
          ? (f32[g.x / 4 + ((s * height + row) * width + column) * channels + channel] as number)
          : g.value * (f32[g.scale / 4 + own] as number) + (f32[g.fill / 4 + own] as number);
      }
    }
  },
});
