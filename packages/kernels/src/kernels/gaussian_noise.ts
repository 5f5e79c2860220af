import { defineKernel } from "../kernel.ts";
import { normal } from "../normals.ts";
import { keyAt } from "../philox.ts";

/**
 * y = x + mean + sigma · z, z normal: see `normal`, counters (·, sample, step, 0). With `scale` and `fill`, of bytes that were
 * normalized, mean and sigma count from black to white, 255 · scale, and y is kept between fill and fill + 255 · scale; one
 * for all of `channels` (`fill_stride` 0), or one for each (1).
 */
export const gaussian_noise = defineKernel({
  fields: {
    x: "read",
    y: "write",
    scale: "read?",
    fill: "read?",
    key: "read",
    step: "read",
    size: "i32",
    channels: "i32",
    mean: "f32",
    sigma: "f32",
    fill_stride: "i32",
  },
  axis: "sample",
  scratch: () => 64,
  reference: ({ f32, u32 }, g) => {
    const key = keyAt(u32, g.key);
    for (let i = 0; i < g.batch * g.size; i++) {
      const z = normal(key, i % g.size, Math.floor(i / g.size), u32[g.step / 4] as number, 0);
      const noise = g.mean + g.sigma * z;
      const x = f32[g.x / 4 + i] as number;
      const own = ((i % g.size) % g.channels) * g.fill_stride;
      const black = f32[g.fill / 4 + own] as number;
      const range = 255 * (f32[g.scale / 4 + own] as number);
      f32[g.y / 4 + i] = g.scale ? Math.max(black, Math.min(black + range, x + noise * range)) : x + noise;
    }
  },
});
