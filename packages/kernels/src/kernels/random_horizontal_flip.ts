import { defineKernel } from "../kernel.ts";
import { keyAt, philox, uniform } from "../philox.ts";

/** Each image mirrored left to right with probability p, as torchvision's RandomHorizontalFlip; word 0 of (0, sample, step, 0). */
export const random_horizontal_flip = defineKernel({
  fields: {
    x: "read",
    y: "write",
    key: "read",
    step: "read",
    height: "i32",
    width: "i32",
    channels: "i32",
    p: "f32",
  },
  axis: "sample",
  scratch: () => 16,
  reference: ({ f32, u32 }, { x, y, key, step, height, width, channels, p, batch }) => {
    const words = keyAt(u32, key);
    for (let s = 0; s < batch; s++) {
      const [word] = philox(words, [0, s, u32[step / 4] as number, 0]);
      const isFlipped = uniform(word) < p;
      for (let i = 0; i < height * width * channels; i++) {
        const [row, column, channel] = [
          Math.floor(i / channels / width),
          Math.floor(i / channels) % width,
          i % channels,
        ];
        const from = isFlipped ? width - 1 - column : column;
        f32[y / 4 + s * height * width * channels + i] = f32[
          x / 4 + ((s * height + row) * width + from) * channels + channel
        ] as number;
      }
    }
  },
});
