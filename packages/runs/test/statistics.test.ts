import { expect, test } from "vitest";
import { binomialCdf, normalCdf, studentQuantile, studentTails } from "../src/analysis/distributions.ts";
import { mcnemar } from "../src/analysis/mcnemar.ts";
import { byStudent, holm, meanInterval, sample } from "../src/analysis/statistics.ts";
import { bySeeds, bySeedsAndExamples } from "../src/analysis/variance-sources.ts";
import reference from "./fixtures/statistics.json" with { type: "json" };

/** Within 1e-10 of the reference, relative to it where it is larger than 1. */
const near = (found: number | undefined, wanted: number): void =>
  expect(Math.abs((found ?? Number.NaN) - wanted) / Math.max(1, Math.abs(wanted))).toBeLessThan(1e-10);

test("the distributions are scipy's within 1e-10", () => {
  for (const [p = 0, freedom = 0, t = 0] of reference.quantiles) near(studentQuantile(p, freedom), t);
  for (const [t = 0, freedom = 0, p = 0] of reference.tails) near(studentTails(t, freedom), p);
  for (const [k = 0, n = 0, p = 0] of reference.binomial) near(binomialCdf(k, n, 0.5), p);
  for (const [z = 0, p = 0] of reference.normal) near(normalCdf(z), p);
});

test("far out the tails are 0 and nothing is thrown", () => {
  for (const freedom of [1, 2.5, 99, 1e5, 9e7, Number.POSITIVE_INFINITY]) {
    for (let power = -300; power <= 300; power += 4) {
      const p = studentTails(10 ** power, freedom);
      expect(p >= 0 && p <= 1, `t = 1e${power}, ${freedom} degrees of freedom: ${p}`).toBe(true);
    }
  }
  expect([normalCdf(-1e300), normalCdf(1e300)]).toEqual([0, 1]);
});

// Abramowitz and Stegun, table 26.10, and NIST/SEMATECH e-Handbook 1.3.6.7.2.
test.each([
  [0.975, 1, 12.706],
  [0.975, 2, 4.303],
  [0.975, 4, 2.776],
  [0.975, 30, 2.042],
  [0.95, 5, 2.015],
  [0.995, 10, 3.169],
  [0.999, 3, 10.215],
])("the %d quantile of t with %d degrees of freedom is %d, as Abramowitz and Stegun have it", (p, freedom, tabled) => {
  expect(Math.abs(studentQuantile(p, freedom) - tabled)).toBeLessThan(0.00051); // the table has three decimals
  expect(studentQuantile(1 - p, freedom)).toBeCloseTo(-studentQuantile(p, freedom), 10);
});

test("with infinitely many degrees of freedom t is normal", () => {
  expect(studentQuantile(0.975, Number.POSITIVE_INFINITY)).toBeCloseTo(1.959963984540054, 12);
  expect(studentTails(1.959963984540054, Number.POSITIVE_INFINITY)).toBeCloseTo(0.05, 12);
  expect(studentQuantile(0.975, 0.99e8)).toBeCloseTo(1.959963984540054, 6);
});

test("scipy.stats.binomtest's documentation: 3 of 15 at p = 0.1 or more has 0.18406106910639114", () => {
  expect(1 - binomialCdf(2, 15, 0.1)).toBeCloseTo(0.18406106910639114, 12);
});

test("a sample's spread divides by n - 1, and a single value has none", () => {
  expect(sample([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, sd: Math.sqrt(32 / 7), n: 8 });
  expect(sample([3])).toEqual({ mean: 3, sd: null, n: 1 });
  expect(meanInterval([3])).toBeUndefined();
});

test("a mean's interval is that of Student's t", () => {
  const [low, high] = meanInterval([1, 2, 3]) ?? []; // sd 1, t(0.975, 2) = 4.3026527
  expect(low).toBeCloseTo(2 - 4.3026527 / Math.sqrt(3), 6);
  expect(high).toBeCloseTo(2 + 4.3026527 / Math.sqrt(3), 6);
});

test("a difference without any spread is not judged", () => {
  expect(byStudent(0.1, 0, 2)).toBeUndefined();
  expect(bySeeds([0.5, 0.5], [0.75, 0.75], true).estimate).toBeUndefined();
  expect(bySeeds([0, 1e-150], [0, 0], true).estimate, "a variance whose square is 0").toBeUndefined();
});

test.each([
  ["paired", true],
  ["welch", false],
] as const)("%s t over seeds is scipy.stats' ttest within 1e-10", (kind, paired) => {
  for (const { a, b, difference, p, interval } of reference[kind]) {
    const { estimate } = bySeeds(a, b, paired);
    near(estimate?.difference, difference);
    near(estimate?.p, p);
    near(estimate?.interval[0], interval[0] ?? 0);
    near(estimate?.interval[1], interval[1] ?? 0);
  }
});

// Student's sleep data, as printed by t.test in R's documentation (`?t.test`, `?sleep`).
test.each([
  ["paired", true, 0.002833, -2.4598858, -0.7001142],
  ["Welch", false, 0.07939, -3.3654832, 0.2054832],
])("Student's sleep data, %s: p and interval are those of R's t.test", (_, paired, p, low, high) => {
  const { a, b } = reference.paired[0] as { a: number[]; b: number[] };
  const { estimate } = bySeeds(a, b, paired);
  expect(estimate?.p).toBeCloseTo(p, 5);
  expect(estimate?.interval[0]).toBeCloseTo(low, 7);
  expect(estimate?.interval[1]).toBeCloseTo(high, 7);
});

test("the exact McNemar test is scipy.stats.binomtest on the discordant pairs", () => {
  for (const { first, second, p } of reference.mcnemar) near(mcnemar({ both: 9, first, second, neither: 3 }).p, p);
  expect(mcnemar({ both: 9, first: 0, second: 0, neither: 3 }).p).toBe(1);
});

test("Agresti's approval ratings (R's mcnemar.test): the exact p, and the published 95 % interval of 2 to 6 points", () => {
  const { difference, interval, p } = mcnemar({ both: 794, first: 86, second: 150, neither: 570 });
  expect(difference).toBeCloseTo(-0.04, 12);
  near(p, reference.mcnemar[0]?.p ?? 0);
  expect(interval.map((end) => Math.round(100 * end))).toEqual([-6, -2]); // Categorical Data Analysis, 2nd ed., 10.1.1
});

test("Newcombe's interval of 36, 12, 2, 0 is the published 0.0569 to 0.3404 (Statistics in Medicine 17, 1998, method 10)", () => {
  const { interval } = mcnemar({ both: 36, first: 12, second: 2, neither: 0 });
  expect(interval[0]).toBeCloseTo(0.0569, 4);
  expect(interval[1]).toBeCloseTo(0.3404, 4);
});

test("Holm's correction of 0.01, 0.04, 0.03, 0.005 is that of R's p.adjust", () => {
  const found = holm([0.01, 0.04, 0.03, 0.005]);
  for (const [i, wanted] of [0.03, 0.06, 0.06, 0.02].entries()) expect(found[i]).toBeCloseTo(wanted, 12);
  expect(holm([])).toEqual([]);
  expect(holm([0.7, 0.9])).toEqual([1, 1]);
});

test("Demšar 2006, 3.2.2: against C4.5 Holm's procedure rejects C4.5+m+cf and C4.5+m, and keeps C4.5+cf", () => {
  // Ranks 3.143, 1.964, 2.000, 2.893 over 14 data sets: z = Δ / √(k (k + 1) / 6 N), printed as 0.016, 0.019, 0.607.
  const error = Math.sqrt((4 * 5) / (6 * 14));
  const p = [1.964, 2, 2.893].map((rank) => 2 * normalCdf(-(3.143 - rank) / error));
  for (const [i, printed] of [0.016, 0.019, 0.607].entries())
    expect(Math.abs((p[i] ?? 0) - printed)).toBeLessThan(1.5e-3);
  expect(holm(p).map((value) => value < 0.05)).toEqual([true, true, false]);
});

test("seeds and examples are told apart as numpy does it, within 1e-10", () => {
  for (const { a, b, paired, ...wanted } of reference.two_way) {
    const rows = (values: number[][]) => values.map((row) => Float64Array.from(row));
    const { estimate, sources } = bySeedsAndExamples(rows(a), rows(b), paired);
    near(estimate?.difference, wanted.difference);
    near(estimate?.p, wanted.p);
    near(estimate?.interval[0], wanted.interval[0] ?? 0);
    near(estimate?.interval[1], wanted.interval[1] ?? 0);
    near(sources.seeds, wanted.seeds);
    near(sources.examples, wanted.examples);
    near(sources.freedom, wanted.freedom);
  }
});
