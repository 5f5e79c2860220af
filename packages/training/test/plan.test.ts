import type { TrainingSection } from "@assay/experiment";
import { describe, expect, test } from "vitest";
import { planTraining } from "../src/index.ts";
import { batchAt } from "../src/plan.ts";

const section: TrainingSection = {
  ...({
    batch_size: 10,
    sampling: "shuffle",
    drop_last: false,
    accumulate: 1,
    eval_every: 1,
    checkpoint: { keep: 2 },
  } as const),
};

describe("how a training is divided", () => {
  test.each([
    ["a last batch that is smaller", { epochs: 3 }, [45, 45, 5, 3, 15]],
    ["the last batch left out", { epochs: 3, drop_last: true }, [45, 40, 4, 3, 12]],
    ["draws with replacement fill every batch", { epochs: 3, sampling: "replacement" }, [50, 50, 5, 3, 15]],
    ["all examples at once", { epochs: 3, batch_size: "full" }, [45, 45, 1, 3, 3]],
    ["steps that end in the middle of an epoch", { steps: 7 }, [45, 45, 5, 2, 7]],
    ["three batches an update", { epochs: 2, accumulate: 3 }, [45, 45, 2, 2, 4]],
  ] as const)("%s", (_title, more, [order, visited, stepsPerEpoch, epochs, steps]) => {
    expect(planTraining({ ...section, ...more }, 45)).toMatchObject({ order, visited, stepsPerEpoch, epochs, steps });
  });

  test("batches of one update count by their examples", () => {
    const plan = planTraining({ ...section, epochs: 1, accumulate: 3 }, 45);
    expect([0, 10, 20, 30, 40].map((start) => batchAt(plan, start))).toEqual([
      { size: 10, first: true, last: false, share: 1 / 3 },
      { size: 10, first: false, last: false, share: 1 / 3 },
      { size: 10, first: false, last: true, share: 1 / 3 },
      { size: 10, first: true, last: false, share: 2 / 3 },
      { size: 5, first: false, last: true, share: 1 / 3 },
    ]);
  });
});
