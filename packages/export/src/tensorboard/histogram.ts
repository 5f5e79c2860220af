import type { Histogram } from "./messages.ts";

const BUCKETS = 30;

/** How values are distributed: 30 buckets of equal width from the least to the largest; one where all are equal. */
export function histogramOf(values: Float32Array): Histogram {
  let [min, max, sum, sum_squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    sum_squares += value * value;
  }
  const count = max > min ? BUCKETS : 1;
  const width = (max - min) / count;
  const bucket = new Array<number>(count).fill(0);
  for (const value of values) {
    const i = width > 0 ? Math.min(count - 1, Math.floor((value - min) / width)) : 0;
    bucket[i] = (bucket[i] as number) + 1;
  }
  const bucket_limit = bucket.map((_, i) => (i === count - 1 ? max : min + (i + 1) * width));
  return { min, max, num: values.length, sum, sum_squares, bucket_limit, bucket };
}
