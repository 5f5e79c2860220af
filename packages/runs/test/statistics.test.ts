import { expect, test } from "vitest";
import { pairedInterval, sample, welchInterval } from "../src/analysis/statistics.ts";
import { studentCdf, studentQuantile } from "../src/analysis/student.ts";

// Abramowitz and Stegun, table 26.10, and NIST/SEMATECH e-Handbook 1.3.6.7.2.
test.each([
  [0.975, 1, 12.706],
  [0.975, 2, 4.303],
  [0.975, 3, 3.182],
  [0.975, 4, 2.776],
  [0.975, 9, 2.262],
  [0.975, 30, 2.042],
  [0.975, 100, 1.984],
  [0.95, 5, 2.015],
  [0.995, 10, 3.169],
  [0.9, 1, 3.078],
  [0.999, 3, 10.215],
])("the %d quantile of t with %d degrees of freedom is %d, as tabled", (p, freedom, tabled) => {
  expect(Math.abs(studentQuantile(p, freedom) - tabled)).toBeLessThan(0.00051); // the table has three decimals
  expect(studentQuantile(1 - p, freedom)).toBe(-studentQuantile(p, freedom));
});

test("one and two degrees of freedom match their closed forms within 1e-10", () => {
  for (const p of [0.6, 0.75, 0.9, 0.975, 0.999]) {
    expect(studentQuantile(p, 1)).toBeCloseTo(Math.tan(Math.PI * (p - 0.5)), 8);
    const a = 2 * p - 1;
    expect(studentQuantile(p, 2)).toBeCloseTo(a * Math.sqrt(2 / (1 - a * a)), 8);
  }
  expect(studentCdf(0, 3)).toBeCloseTo(0.5, 12);
});

test("a sample's spread divides by n - 1, and a single value has none", () => {
  expect(sample([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, sd: Math.sqrt(32 / 7), n: 8 });
  expect(sample([3])).toEqual({ mean: 3, sd: null, n: 1 });
});

test("a paired interval is that of the differences", () => {
  // Differences 1, 2, 3: mean 2, sd 1, t(0.975, 2) = 4.3026527.
  const { difference, low, high } = pairedInterval([11, 22, 33], [10, 20, 30]);
  expect(difference).toBe(2);
  expect(low).toBeCloseTo(2 - 4.3026527 / Math.sqrt(3), 6);
  expect(high).toBeCloseTo(2 + 4.3026527 / Math.sqrt(3), 6);
});

test("a Welch interval takes each side's variance and fractional degrees of freedom", () => {
  // By hand: means 2 and 6, variances 1 (n = 3) and 20/3 (n = 4).
  const { difference, low, high, method } = welchInterval([1, 2, 3], [3, 5, 7, 9]);
  const [u, v] = [1 / 3, 20 / 12];
  const freedom = (u + v) ** 2 / (u ** 2 / 2 + v ** 2 / 3);
  expect(freedom).toBeCloseTo(4.0755, 3);
  expect(method).toBe("Welch t");
  expect(difference).toBe(-4);
  expect(studentCdf((high + 4) / Math.sqrt(u + v), freedom)).toBeCloseTo(0.975, 9);
  expect(low + high).toBeCloseTo(-8, 9);
});
