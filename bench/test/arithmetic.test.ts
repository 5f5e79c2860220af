import { expect, test } from "vitest";
import { bestOfEach } from "../best-of-each.ts";
import { exponentOf } from "../exponent.ts";
import { spreadOf } from "../spread.ts";
import { replaceBetween } from "../write-document.ts";

test.each([
  [1, 7],
  [2, 0.001],
  [0.5, 3e9],
])("points on y = c x^%d give their exponent within 1e-12, whatever c", (exponent, factor) => {
  const points = [1, 3, 10, 64, 500].map((x) => [x, factor * x ** exponent] as const);
  expect(exponentOf(points)).toBeCloseTo(exponent, 12);
});

test("points off the line give the least-squares slope", () => {
  // ln x = 0, 1, 2 and ln y = 0, 3, 3: slope Σ(x − 1)(y − 2) / Σ(x − 1)² = (2 + 1) / 2.
  const points = [0, 1, 2].map((x, i) => [Math.exp(x), Math.exp([0, 3, 3][i] as number)] as const);
  expect(exponentOf(points)).toBeCloseTo(1.5, 12);
});

test("the middle of an even number of values lies between the two in the middle", () => {
  expect(spreadOf([9, 1, 4])).toEqual({ least: 1, median: 4, most: 9 });
  expect(spreadOf([9, 1, 4, 2])).toEqual({ least: 1, median: 3, most: 9 });
});

test("of the values under one name the highest score stays", () => {
  const best = bestOfEach(
    [
      ["a", 1],
      ["b", 5],
      ["a", 3],
      ["a", 2],
    ] as const,
    (value) => value,
  );
  expect([...best]).toEqual([
    ["a", 3],
    ["b", 5],
  ]);
});

test("tables go between their marks and leave the rest as it was; a section without marks is refused", () => {
  const document = "before\n<!-- bench scaling -->\nold\n<!-- end scaling -->\nafter\n";
  const written = replaceBetween(document, "scaling", "new\n");
  expect(written).toBe("before\n<!-- bench scaling -->\nnew\n<!-- end scaling -->\nafter\n");
  expect(() => replaceBetween(document, "sweep", "")).toThrow('must have the lines "<!-- bench sweep -->"');
});
