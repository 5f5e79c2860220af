import { defineKernel } from "../kernel.ts";
import { exp } from "../math.ts";
import { keyAt, philox, uniform } from "../philox.ts";

/** Numbers in a row of a field: whole vectors. */
const rowOf = (width: number): number => Math.ceil(width / 4) * 4;

/** The index inside of 0 … n − 1 that `i` is reflected to, the ends not repeated. */
function reflected(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const m = ((i % period) + period) % period;
  return m < n ? m : period - m;
}

/**
 * Elastic distortion (Simard et al. 2003), as torchvision's ElasticTransform: each pixel looks up the one at
 * column + across · u, row + down · v, bilinear, where u and v are fields of draws from [−1, 1), smoothed by a Gaussian of
 * deviation sigma over whole pixels from −radius to radius, reflected at the borders; radius 0 smooths nothing. Outside lies
 * fill[channel · fill_stride]. Number 16b + 4w + l of a field, its rows padded to whole vectors, is made of word w of
 * (4b + l, sample, step, 0 for u or 1 for v).
 */
export const elastic = defineKernel({
  fields: {
    x: "read",
    y: "write",
    fill: "read",
    key: "read",
    step: "read",
    height: "i32",
    width: "i32",
    channels: "i32",
    across: "f32",
    down: "f32",
    sigma: "f32",
    radius: "i32",
    fill_stride: "i32",
  },
  axis: "sample",
  scratch: ({ height, width, radius }) =>
    3 * Math.ceil((height * rowOf(width)) / 16) * 64 + 16 * (2 * radius + 1) + 4 * (rowOf(width) + 2 * radius) + 16,
  reference: ({ f32, u32 }, g) => {
    const { height, width, channels, radius } = g;
    const key = keyAt(u32, g.key);
    const taps = Array.from({ length: 2 * radius + 1 }, (_, t) => t - radius);
    const gaussian = taps.map((t) => (radius === 0 ? 1 : exp((-0.5 * t * t) / (g.sigma * g.sigma))));
    const total = gaussian.reduce((sum, weight) => sum + weight, 0);
    /** Σ over the taps of weight · value. */
    const smoothed = (value: (t: number) => number): number =>
      taps.reduce((sum, t, n) => sum + ((gaussian[n] as number) / total) * value(t), 0);

    /** The field of a sample, [height, width]. */
    function field(s: number, which: number): number[][] {
      const drawn = (i: number, j: number): number => {
        const n = i * rowOf(width) + j;
        const words = philox(key, [Math.floor(n / 16) * 4 + (n % 4), s, u32[g.step / 4] as number, which]);
        return 2 * uniform(words[Math.floor(n / 4) % 4] as number) - 1;
      };
      const map = (value: (i: number, j: number) => number): number[][] =>
        Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => value(i, j)));
      const raw = map(drawn);
      const along = map((i, j) => smoothed((t) => raw[i]?.[reflected(j + t, width)] as number));
      return map((i, j) => smoothed((t) => along[reflected(i + t, height)]?.[j] as number));
    }

    for (let s = 0; s < g.batch; s++) {
      const [u, v] = [field(s, 0), field(s, 1)];
      const pixel = (column: number, row: number, channel: number): number =>
        column >= 0 && row >= 0 && column < width && row < height
          ? (f32[g.x / 4 + ((s * height + row) * width + column) * channels + channel] as number)
          : (f32[g.fill / 4 + channel * g.fill_stride] as number);
      for (let n = 0; n < height * width * channels; n++) {
        const [i, j, channel] = [Math.floor(n / channels / width), Math.floor(n / channels) % width, n % channels];
        const [sx, sy] = [j + g.across * (u[i]?.[j] as number), i + g.down * (v[i]?.[j] as number)];
        const [left, top] = [Math.floor(sx), Math.floor(sy)];
        const [dx, dy] = [sx - left, sy - top];
        const upper = pixel(left, top, channel) * (1 - dx) + pixel(left + 1, top, channel) * dx;
        const lower = pixel(left, top + 1, channel) * (1 - dx) + pixel(left + 1, top + 1, channel) * dx;
        f32[g.y / 4 + s * height * width * channels + n] = upper * (1 - dy) + lower * dy;
      }
    }
  },
});
