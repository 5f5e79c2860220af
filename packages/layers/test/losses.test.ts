import { stream } from "@assay/kernels";
import { describe, expect, test } from "vitest";
import { losses } from "../src/index.ts";
import { compileLoss, type LossCase } from "./run-loss.ts";
import { TOLERANCES } from "./tolerances.ts";

/** At least one case for every registered loss and every kind of target that it accepts, and every option that changes a formula. */
const cases: readonly LossCase[] = [
  { type: "cross_entropy", options: {}, target: { kind: "class", classes: 2 } },
  { type: "cross_entropy", options: { label_smoothing: 0.1 }, target: { kind: "class", classes: 7 } },
  { type: "cross_entropy", options: { reduction: "sum" }, target: { kind: "class", classes: 3 } },
  { type: "cross_entropy", options: { weight: [1, 0, 3, 0.5] }, target: { kind: "class", classes: 4 } },
  { type: "cross_entropy", options: { ignore_index: 3, weight: [1, 2, 3, 4] }, target: { kind: "class", classes: 4 } },
  { type: "cross_entropy", options: { label_smoothing: 0.2 }, target: { kind: "class", classes: 5 }, shares: true },
  { type: "cross_entropy", options: { weight: [1, 2, 3] }, target: { kind: "class", classes: 3 }, shares: true },
  { type: "mse", options: {}, target: { kind: "class", classes: 5 }, shares: true },
  { type: "bce_with_logits", options: {}, target: { kind: "class", classes: 5 } },
  { type: "bce_with_logits", options: { pos_weight: 3 }, target: { kind: "class", classes: 4 }, shares: true },
  { type: "bce_with_logits", options: { pos_weight: [2, 0.5] }, target: { kind: "values", size: 2 } },
  { type: "bce_with_logits", options: { reduction: "sum" }, target: { kind: "values", size: 9 } },
  { type: "multi_margin", options: {}, target: { kind: "class", classes: 6 } },
  { type: "multi_margin", options: { p: 2, margin: 0.6 }, target: { kind: "class", classes: 3 } },
  {
    type: "multi_margin",
    options: { p: 2, weight: [0, 1, 2], reduction: "sum" },
    target: { kind: "class", classes: 3 },
  },
  { type: "mse", options: {}, target: { kind: "class", classes: 2 } },
  { type: "mse", options: { reduction: "batchmean" }, target: { kind: "class", classes: 4 } },
  { type: "mse", options: { reduction: "sum" }, target: { kind: "values", size: 3 } },
  { type: "mse", options: {}, target: { kind: "class", classes: 7 } },
  { type: "mse", options: {}, target: { kind: "values", size: 1 } },
  { type: "mse", options: {}, target: { kind: "values", size: 5 } },
  { type: "l1", options: {}, target: { kind: "values", size: 3 } },
  { type: "l1", options: { reduction: "batchmean" }, target: { kind: "values", size: 2 } },
  { type: "huber", options: {}, target: { kind: "values", size: 5 } },
  { type: "huber", options: { delta: 0.5, reduction: "sum" }, target: { kind: "values", size: 4 } },
];

const BATCH = 5;

test("every registered loss has a case for each kind of target it accepts", () => {
  const tested = new Set(cases.map(({ type, target }) => `${type} of ${target.kind}`));
  const wanted = Object.entries(losses).flatMap(([type, { accepts }]) => accepts.map((kind) => `${type} of ${kind}`));
  const missing = wanted.filter((name) => !tested.has(name));
  expect(missing, "registered without a case: add one to `cases` in packages/layers/test/losses.test.ts").toEqual([]);
});

describe.each(cases)("$type $options, $target, shares $shares", (item) => {
  test(`the gradient matches central differences within ${100 * TOLERANCES.differences} %`, () => {
    const { size, x, targets, objective, gradient } = compileLoss(item, BATCH);
    const random = stream(1, "loss");
    for (let i = 0; i < BATCH * size; i++) x[i] = 3 * random() - 1.5;
    if (targets.length === BATCH && item.target.kind === "class") targets.set([0, 3, 6, 9, 12].map((c) => c % size));
    else for (let i = 0; i < BATCH * size; i++) targets[i] = item.shares ? random() / size : 3 * random() - 1.5;

    objective();
    const analytic = gradient.slice();
    const h = 1 / 128;
    for (let i = 0; i < BATCH * size; i++) {
      const before = x[i] as number;
      x[i] = before + h;
      const above = objective();
      x[i] = before - h;
      const below = objective();
      x[i] = before;
      const numeric = (above - below) / (2 * h);
      expect(Math.abs((analytic[i] as number) - numeric), `dx[${i}]`).toBeLessThan(
        TOLERANCES.differences * Math.max(0.02, Math.abs(numeric)),
      );
    }
  });
});

describe("options that do not fit the classes are refused", () => {
  const target = { kind: "class", classes: 3 } as const;
  test.each([
    [
      () => losses.cross_entropy.build({ weight: [1, 2] }, [3]),
      "[layers/cross_entropy] weight must have a number for each of the 3 outputs, got 2",
    ],
    [
      () => losses.cross_entropy.build({ ignore_index: 3 }, [3]),
      "[layers/cross_entropy] ignore_index must be one of the 3 classes, or below 0, got 3",
    ],
    [
      () => losses.multi_margin.build({ weight: [1, 2, 3, 4] }, [3]),
      "[layers/multi_margin] weight must have a number for each of the 3 outputs, got 4",
    ],
    [
      () => losses.bce_with_logits.build({ pos_weight: [1] }, [3], target),
      "[layers/bce_with_logits] pos_weight must have a number for each of the 3 outputs, got 1",
    ],
  ])("%#", (build, says) => {
    expect(build).toThrow(says);
  });
});

test("the weight of each example or output in PyTorch's BCEWithLogitsLoss is not taken for that of the answer yes", () => {
  expect(losses.bce_with_logits.hints).not.toHaveProperty("weight");
});

test("a batch of ignored examples alone has no loss and no gradient", () => {
  const { x, targets, objective, gradient } = compileLoss(
    {
      type: "cross_entropy",
      options: { ignore_index: 1, label_smoothing: 0.1 },
      target: { kind: "class", classes: 3 },
    },
    2,
  );
  x.set([1, 2, 3, 4, 5, 6]);
  targets.set([1, 1]);
  objective();
  expect([...gradient]).toEqual([0, 0, 0, 0, 0, 0]);
});
