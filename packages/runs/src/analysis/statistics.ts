import { studentQuantile, studentTails } from "./distributions.ts";

/** A mean and the sample's standard deviation (n - 1), which a single value does not have. */
export interface Sample {
  readonly mean: number;
  readonly sd: number | null;
  readonly n: number;
}

/** A difference of two means: its 95 % interval and the two-sided p that it is 0. */
export interface Estimate {
  readonly difference: number;
  readonly interval: readonly [number, number];
  readonly p: number;
}

/** The confidence of every interval. */
const LEVEL = 0.95;

/** The mean and the variance (n − 1) of some values. */
export function momentsOf(values: ArrayLike<number>): { readonly mean: number; readonly variance: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] ?? 0;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((values[i] ?? 0) - mean) ** 2;
  return { mean, variance: squares / (n - 1) };
}

/** @param values at least one */
export function sample(values: readonly number[]): Sample {
  const { mean, variance } = momentsOf(values);
  return { mean, sd: values.length < 2 ? null : Math.sqrt(variance), n: values.length };
}

/**
 * Student's t interval of a mean, clipped to [0, 1] for a share: Student's t knows no bounds, a share has them; undefined for a
 * single value.
 */
export function meanInterval(values: readonly number[], isShare = false): readonly [number, number] | undefined {
  const { mean, sd, n } = sample(values);
  if (sd === null) return undefined;
  const reach = studentQuantile((1 + LEVEL) / 2, n - 1) * (sd / Math.sqrt(n));
  const [low, high] = [mean - reach, mean + reach];
  return isShare ? [Math.max(0, low), Math.min(1, high)] : [low, high];
}

/**
 * The t interval and test of a difference.
 * @param variance of the difference; where it is 0 there is nothing to judge by
 * @param freedom degrees of freedom of that variance
 */
export function byStudent(difference: number, variance: number, freedom: number): Estimate | undefined {
  const error = Math.sqrt(variance);
  if (!(error > Math.abs(difference) * 1e-12 && freedom > 0)) return undefined;
  const reach = studentQuantile((1 + LEVEL) / 2, freedom) * error;
  const p = studentTails(difference / error, freedom);
  return { difference, interval: [difference - reach, difference + reach], p };
}

/**
 * p values corrected for being several, so that the chance of a false claim among all of them stays below α: the smallest
 * is multiplied by their number, the next by one less, none getting below the one before it (Holm 1979; R's p.adjust).
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const corrected = [...values];
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, (values.length - rank) * (values[i] ?? 0)));
    corrected[i] = largest;
  });
  return corrected;
}
