import { defineKernel } from "../kernel.ts";
import { cos, exp, log } from "../math.ts";
import { below, keyAt, philox, uniform } from "../philox.ts";

/** Candidates of a gamma draw at most; one is taken with a probability above 0.95. */
const CANDIDATES = 64;

/** A draw in (0, 1]. */
const positive = (word: number): number => uniform(word) + 1 / 16777216;

/**
 * The logarithm of a draw of Gamma(alpha, 1), by Marsaglia and Tsang (A simple method for generating gamma variables, 2000);
 * below 1 as Gamma(alpha + 1) · u^(1/alpha). Candidate n: the words of (n, which, step, 0).
 */
function logGamma(alpha: number, key: readonly [number, number], which: number, step: number): number {
  const centre = (alpha < 1 ? alpha + 1 : alpha) - 1 / 3;
  const width = 1 / Math.sqrt(9 * centre);
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const [w0, w1, w2, w3] = philox(key, [candidate, which, step, 0]);
    const normal = Math.sqrt(-2 * log(positive(w0))) * cos(2 * Math.PI * uniform(w1));
    const base = 1 + width * normal;
    const cube = base * base * base;
    if (cube <= 0) continue;
    if (log(positive(w2)) >= 0.5 * normal * normal + centre - centre * cube + centre * log(cube)) continue;
    return log(centre * cube) + (alpha < 1 ? log(positive(w3)) / alpha : 0);
  }
  return log(centre);
}

/** lambda (f32[1]) = a draw of Beta(alpha, alpha) for the step, G₀ / (G₀ + G₁) of two gamma draws. */
export const beta_draw = defineKernel({
  fields: { key: "read", step: "read", lambda: "write", alpha: "f32" },
  axis: "tile",
  units: () => 1,
  scratch: () => 16,
  reference: ({ f32, u32 }, { key, step, lambda, alpha }) => {
    const words = keyAt(u32, key);
    const of = (which: number) => logGamma(alpha, words, which, u32[step / 4] as number);
    f32[lambda / 4] = 1 / (1 + exp(of(1) - of(0)));
  },
});

/** y[s] = λ x[s] + (1 − λ) x[s − 1], the first example with the last.   x, y [batch, size], lambda [1] */
export const mix_rows = defineKernel({
  fields: { x: "read", lambda: "read", y: "write", size: "i32", count: "i32" },
  axis: "tile",
  units: ({ count }) => count,
  work: ({ size }) => 3 * size,
  reference: ({ f32 }, { x, lambda, y, size, count }) => {
    const own = f32[lambda / 4] as number;
    for (let i = 0; i < count * size; i++) {
      const partner = i < size ? i + (count - 1) * size : i - size;
      f32[y / 4 + i] = own * (f32[x / 4 + i] as number) + (1 - own) * (f32[x / 4 + partner] as number);
    }
  },
});

/**
 * box (i32[4]) = top, left, bottom, right of a rectangle around a pixel drawn for the step, its sides √(1 − λ) of the image's,
 * cut at the borders; share (f32[1]) = 1 − its share of the area. Column and row: words 0 and 1 of (0, 0, step, 1).
 */
export const cutmix_box = defineKernel({
  fields: { key: "read", step: "read", lambda: "read", box: "write", share: "write", height: "i32", width: "i32" },
  axis: "tile",
  units: () => 1,
  scratch: () => 16,
  reference: ({ f32, i32, u32 }, { key, step, lambda, box, share, height, width }) => {
    const words = keyAt(u32, key);
    const [w0, w1] = philox(words, [0, 0, u32[step / 4] as number, 1]);
    const [column, row] = [below(width, w0), below(height, w1)];
    const half = 0.5 * Math.sqrt(1 - (f32[lambda / 4] as number));
    const [across, down] = [Math.floor(half * width), Math.floor(half * height)];
    const [top, left] = [Math.max(row - down, 0), Math.max(column - across, 0)];
    const [bottom, right] = [Math.min(row + down, height), Math.min(column + across, width)];
    i32.set([top, left, bottom, right], box / 4);
    f32[share / 4] = 1 - ((bottom - top) * (right - left)) / (height * width);
  },
});

/** y[s] = x[s], but inside of the box x[s − 1], of the first image that of the last.   x, y [batch, height, width, channels] */
export const cutmix = defineKernel({
  fields: {
    x: "read",
    box: "read",
    y: "write",
    height: "i32",
    width: "i32",
    channels: "i32",
    count: "i32",
  },
  axis: "tile",
  units: ({ count }) => count,
  work: ({ height, width, channels }) => height * width * channels,
  reference: ({ f32, i32 }, { x, box, y, height, width, channels, count }) => {
    const [top, left, bottom, right] = i32.subarray(box / 4, box / 4 + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const size = height * width * channels;
    for (let i = 0; i < count * size; i++) {
      const [row, column] = [Math.floor((i % size) / channels / width), Math.floor((i % size) / channels) % width];
      const isInside = row >= top && row < bottom && column >= left && column < right;
      const from = isInside ? (i < size ? i + (count - 1) * size : i - size) : i;
      f32[y / 4 + i] = f32[x / 4 + from] as number;
    }
  },
});

/** y[s] = 1 at the label's place, 0 elsewhere; all 0 where the label is `ignore`.   labels i32 [batch], y [batch, classes] */
export const one_hot = defineKernel({
  fields: { labels: "read", y: "write", classes: "i32", ignore: "i32" },
  axis: "sample",
  reference: ({ f32, i32 }, { labels, y, classes, ignore, batch }) => {
    for (let i = 0; i < batch * classes; i++) {
      const label = i32[labels / 4 + Math.floor(i / classes)] as number;
      f32[y / 4 + i] = label === i % classes && label !== ignore ? 1 : 0;
    }
  },
});

/** y[s] = where the largest number of x[s] stands, the first of equal ones.   x [batch, size], y i32 [batch] */
export const argmax = defineKernel({
  fields: { x: "read", y: "write", size: "i32" },
  axis: "sample",
  reference: ({ f32, i32 }, { x, y, size, batch }) => {
    for (let s = 0; s < batch; s++) {
      const row = f32.subarray(x / 4 + s * size, x / 4 + (s + 1) * size);
      i32[y / 4 + s] = row.indexOf(Math.max(...row));
    }
  },
});
