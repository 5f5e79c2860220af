import { defineKernel } from "../kernel.ts";
import { exp } from "../math.ts";
import { normal } from "../normals.ts";
import { below, keyAt, philox, uniform } from "../philox.ts";

/** Rectangles are drawn until one fits, so many times at most, as in torchvision. */
const ATTEMPTS = 10;

/**
 * A rectangle of each image erased with probability p (Zhong et al. 2020), as torchvision's RandomErasing: its share of the
 * area is drawn from [scale_min, scale_max], the logarithm of height / width from [log_ratio_min, log_ratio_max]; one that
 * is not smaller than the image in both directions is drawn again, up to ten times. What is erased becomes `value`, or, with
 * `noise` 1, normal draws of the counters (·, sample, step, 1), in the order of its pixels. Whether: word 0 of
 * (0, sample, step, 0); attempt n: the words of (n, sample, step, 0).
 */
export const random_erasing = defineKernel({
  fields: {
    x: "read",
    y: "write",
    key: "read",
    step: "read",
    height: "i32",
    width: "i32",
    channels: "i32",
    p: "f32",
    scale_min: "f32",
    scale_max: "f32",
    log_ratio_min: "f32",
    log_ratio_max: "f32",
    value: "f32",
    noise: "i32",
  },
  axis: "sample",
  scratch: () => 64,
  reference: ({ f32, u32 }, g) => {
    const key = keyAt(u32, g.key);
    const step = u32[g.step / 4] as number;
    const { height, width, channels } = g;
    const size = height * width * channels;
    for (let s = 0; s < g.batch; s++) {
      f32.copyWithin(g.y / 4 + s * size, g.x / 4 + s * size, g.x / 4 + (s + 1) * size);
      if (uniform(philox(key, [0, s, step, 0])[0]) >= g.p) continue;
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const [w0, w1, w2, w3] = philox(key, [attempt, s, step, 0]);
        const area = (g.scale_min + uniform(w0) * (g.scale_max - g.scale_min)) * height * width;
        const ratio = exp(g.log_ratio_min + uniform(w1) * (g.log_ratio_max - g.log_ratio_min));
        const high = Math.floor(Math.sqrt(area * ratio) + 0.5);
        const wide = Math.floor(Math.sqrt(area / ratio) + 0.5);
        if (high >= height || wide >= width) continue;
        const [top, left] = [below(height - high + 1, w2), below(width - wide + 1, w3)];
        for (let n = 0; n < high * wide * channels; n++) {
          const row = top + Math.floor(n / (wide * channels));
          const to = (row * width + left) * channels + (n % (wide * channels));
          f32[g.y / 4 + s * size + to] = g.noise ? normal(key, n, s, step, 1) : g.value;
        }
        break;
      }
    }
  },
});
