import { describe, expect, test } from "vitest";
import type { Target } from "../src/index.ts";
import torch from "./fixtures/losses.json" with { type: "json" };
import { compileLoss } from "./run-loss.ts";
import { TOLERANCES } from "./tolerances.ts";

/** The largest |a − b| / |b|; where b is below a tenth of the largest value, relative to that tenth. */
function difference(a: ArrayLike<number>, b: readonly number[]): number {
  const floor = Math.max(...b.map(Math.abs)) / 10;
  return Math.max(...b.map((value, i) => Math.abs((a[i] as number) - value) / Math.max(Math.abs(value), floor)));
}

test("a loss that is compared with PyTorch has two cases or more for each kind of target", () => {
  const counts = Map.groupBy(torch.cases, ({ type, kind }) => `${type} of ${kind}`);
  expect(counts.size).toBeGreaterThanOrEqual(11);
  const single = [...counts].filter(([, { length }]) => length < 2).map(([name]) => name);
  expect(single, "add a case to LOSSES in packages/layers/test/fixtures/make_losses.py, and run it").toEqual([]);
});

describe.each(torch.cases)("$type $options of $kind", ({ type, options, kind, targets, loss, gradient }) => {
  test(`loss and gradient are PyTorch's within ${TOLERANCES.loss.toExponential()} relative`, () => {
    const target: Target =
      kind === "values" ? { kind: "values", size: torch.outputs } : { kind: "class", classes: torch.outputs };
    const run = compileLoss({ type, options, target, shares: kind === "shares" }, torch.batch);
    run.x.set(torch.x);
    run.targets.set(targets);
    expect(Math.abs(run.objective() / loss - 1)).toBeLessThan(TOLERANCES.loss);
    expect(difference(run.gradient, gradient)).toBeLessThan(TOLERANCES.loss);
  });
});
