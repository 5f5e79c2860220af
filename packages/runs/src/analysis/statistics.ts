import { studentQuantile } from "./student.ts";

/** A mean and the sample's standard deviation (n - 1), which a single value does not have. */
export interface Sample {
  readonly mean: number;
  readonly sd: number | null;
  readonly n: number;
}

/** A difference of two means with its 95 % interval. */
export interface Interval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly method: "paired t" | "Welch t";
}

const LEVEL = 0.95;

/** @param values at least one */
export function sample(values: readonly number[]): Sample {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean, sd: null, n };
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)), n };
}

/** Mean of a - b over pairs: the same seeds on both sides share data order and initial draws. */
export function pairedInterval(a: readonly number[], b: readonly number[]): Interval {
  const { mean, sd, n } = sample(a.map((value, i) => value - (b[i] ?? Number.NaN)));
  return around(mean, (sd ?? Number.NaN) / Math.sqrt(n), n - 1, "paired t");
}

/** Difference of the means of independent samples with variances of their own (Welch 1947). */
export function welchInterval(a: readonly number[], b: readonly number[]): Interval {
  const [first, second] = [sample(a), sample(b)];
  const [u, v] = [variance(first) / first.n, variance(second) / second.n];
  const freedom = u + v === 0 ? 1 : (u + v) ** 2 / (u ** 2 / (first.n - 1) + v ** 2 / (second.n - 1));
  return around(first.mean - second.mean, Math.sqrt(u + v), freedom, "Welch t");
}

const variance = ({ sd }: Sample) => (sd ?? Number.NaN) ** 2;

function around(difference: number, error: number, freedom: number, method: Interval["method"]): Interval {
  const reach = studentQuantile((1 + LEVEL) / 2, freedom) * error;
  return { difference, low: difference - reach, high: difference + reach, method };
}
