import type { Range } from "./contract.ts";

/** What was found among some numbers. */
export interface Measured {
  readonly range: Range;
  /** Shares of all numbers. */
  readonly zeros: number;
  readonly missing: number;
}

/**
 * Measures the numbers at `first`, `first + step` … of the rows that `indices` name; NaN is a missing one. Sums are f64, the
 * deviation is the population's.
 */
export function measure(values: ArrayLike<number>, size: number, indices: Int32Array, first = 0, step = 1): Measured {
  let [least, greatest, sum, count, zeros] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  const each = (visit: (value: number) => void): void => {
    for (const index of indices) {
      for (let i = index * size + first; i < (index + 1) * size; i += step) {
        const value = values[i] as number;
        if (!Number.isNaN(value)) visit(value);
      }
    }
  };
  each((value) => {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
    if (value === 0) zeros++;
    sum += value;
    count++;
  });
  const mean = sum / count;
  let squares = 0;
  each((value) => {
    squares += (value - mean) * (value - mean);
  });
  const total = Math.max(1, indices.length * Math.ceil((size - first) / step));
  return {
    range: { least, greatest, mean, deviation: Math.sqrt(squares / count) },
    zeros: zeros / total,
    missing: (total - count) / total,
  };
}

/** The range of scaled and shifted numbers; a scale is never negative. */
export const scaled = ({ least, greatest, mean, deviation }: Range, scale: number, shift: number): Range => ({
  least: least * scale + shift,
  greatest: greatest * scale + shift,
  mean: mean * scale + shift,
  deviation: deviation * scale,
});
