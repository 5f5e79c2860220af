import { describe, expect, test } from "vitest";
import { metrics } from "../src/index.ts";
import { type Measured, measure } from "./measure-metric.ts";
import { TOLERANCES } from "./tolerances.ts";

interface Case extends Measured {
  /** From the definition, by hand; those of r2 are sklearn.metrics.r2_score's. */
  readonly expected: number;
}

const ROWS = [
  [3, 1, 2],
  [0, 0, 0],
  [-1, 5, 5],
  [9, 8, 7],
];

/** At least one case for every registered metric. */
const cases: readonly Case[] = [
  { type: "accuracy", outputs: ROWS, targets: [0, 0, 1, 2], expected: 3 / 4 },
  { type: "accuracy", outputs: ROWS, targets: [2, 1, 2, 1], expected: 0 },
  { type: "top_k", options: { k: 2 }, outputs: ROWS, targets: [2, 1, 2, 2], expected: 3 / 4 },
  { type: "top_k", options: { k: 3 }, outputs: ROWS, targets: [1, 2, 0, 2], expected: 1 },
  // Predicted 0, 0, 1, 0; scikit-learn 1.2 with zero_division=0 gives the same.
  { type: "precision", outputs: ROWS, targets: [0, 0, 1, 2], expected: (2 / 3 + 1 + 0) / 3 },
  { type: "recall", outputs: ROWS, targets: [0, 0, 1, 2], expected: (1 + 1 + 0) / 3 },
  { type: "f1", outputs: ROWS, targets: [0, 0, 1, 2], expected: (0.8 + 1 + 0) / 3 },
  { type: "f1", options: { average: "weighted" }, outputs: ROWS, targets: [0, 0, 1, 2], expected: 0.65 },
  { type: "precision", outputs: [[1, 2, 0, 0]], targets: [1], expected: 1 },
  { type: "recall", outputs: [[Number.NaN, Number.NaN]], targets: [1], expected: 0 },
  // Softmax: 2/3, 4/5, 1/2 (the first of both), 1: right, wrong, right, right.
  {
    type: "calibration_error",
    options: { bins: 2 },
    outputs: [
      [Math.log(2), 0],
      [0, Math.log(4)],
      [7, 7],
      [0, 200],
    ],
    targets: [0, 0, 0, 1],
    expected: (Math.abs(1 - 1 / 2) + Math.abs(2 - (Math.fround(2 / 3) + Math.fround(4 / 5) + 1))) / 4,
  },
  {
    type: "calibration_error",
    outputs: [
      [Number.NaN, 1],
      [0, 300],
    ],
    targets: [1, 1],
    expected: 0,
  },
  { type: "mae", outputs: [[1], [2], [4]], targets: [[1], [4], [1]], expected: 5 / 3 },
  {
    type: "rmse",
    outputs: [
      [1, 0],
      [2, 2],
    ],
    targets: [
      [1, 3],
      [4, 2],
    ],
    expected: Math.sqrt(13 / 4),
  },
  { type: "r2", outputs: [[2.5], [0], [2], [8]], targets: [[3], [-0.5], [2], [7]], expected: 0.9486081370449679 },
  {
    type: "r2",
    outputs: [
      [0, 2],
      [-1, 2],
      [8, -5],
    ],
    targets: [
      [0.5, 1],
      [-1, 1],
      [7, -6],
    ],
    expected: 0.9368005266622779,
  },
  { type: "r2", outputs: [[2], [2]], targets: [[2], [2]], expected: 1 },
  { type: "r2", outputs: [[2], [3]], targets: [[2], [2]], expected: 0 },
  { type: "r2", outputs: [[5], [5], [5]], targets: [[1], [2], [3]], expected: -13.5 },
];

test("every registered metric has a case", () => {
  const tested = new Set(cases.map(({ type }) => type));
  const missing = Object.keys(metrics).filter((type) => !tested.has(type));
  expect(missing, "registered without a case: add one to `cases` in packages/layers/test/metrics.test.ts").toEqual([]);
});

describe.each(cases)("$type $options over $targets", (item) => {
  test.each([1, 3, 4])(`is $expected within ${TOLERANCES.metric.toExponential()}, in batches of %i`, (batch) => {
    expect(Math.abs(measure(item, batch) - item.expected)).toBeLessThan(TOLERANCES.metric);
  });
});

test("precision, recall and f1 are there for each class, too", () => {
  // Two classes: 3 hits, 1 miss of class 0; 4 hits, 2 misses of class 1. Sums: hits, predictions, examples.
  const sums = [3, 5, 4, 4, 5, 6];
  const of = (type: "precision" | "recall" | "f1") => metrics[type].build({}, [2]).perClass(sums);
  expect(of("precision")).toEqual([3 / 5, 4 / 5]);
  expect(of("recall")).toEqual([3 / 4, 4 / 6]);
  expect(of("f1")).toEqual([6 / 9, 8 / 11]);
});

test("a k above the number of classes is refused", () => {
  expect(() => metrics.top_k.build({ k: 4 }, [3])).toThrow("[layers/top_k] k must not exceed the 3 classes, got 4");
  expect(metrics.top_k.label({ k: 4 })).toBe("top_4");
});
