import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadSpec, type Pause, prepare, type TrainOutcome, train } from "../src/index.ts";

const file = fileURLToPath(new URL("tiny.yaml", import.meta.url));

// 2,000 examples a step through a wide layer: 4 GFLOP and more, so that a step, and an evaluation, is run in slices.
const SET = [
  "data.validation=56000",
  "augmentation=[]",
  "architecture=[flatten, { type: linear, out_features: 600 }, batch_norm, relu, { type: dropout, p: 0.2 }, { type: linear, out_features: 500 }, relu, { type: linear, out_features: 10 }]",
  "training={ epochs: 2, batch_size: 2000 }",
];
const prepared = () => prepare(loadSpec(file, { set: SET }));

/** Stops at the n-th look at the event loop. */
const stopAt = (turns: number): Pause => {
  let seen = 0;
  return { isDue: () => false, turn: async () => ++seen === turns };
};
const go = (threads: number, pause: Pause, from?: TrainOutcome["snapshot"]) =>
  train(prepared(), {
    ...{ threads, numerics: "fused", signal: new AbortController().signal, listeners: [], pause },
    ...(from && { from }),
  });

test("a long step is run in slices, on one thread and on two, to the same bits", async () => {
  const { programs } = prepared();
  expect(programs.train.full?.isLong).toBe(true);
  let turns = 0;
  const counting: Pause = { isDue: () => false, turn: async () => ++turns < 0 };
  const one = await go(1, counting);
  const two = await go(2, counting);
  expect(turns, "the event loop has turned within steps").toBeGreaterThan(0);
  expect(two.hashes).toEqual(one.hashes);
});

test.each([1, 2])(
  "left in the middle of a step on %i threads it is where it was before the step, and goes on to the same end",
  async (threads) => {
    const whole = await go(2, stopAt(0));
    const left = await go(threads, stopAt(2));
    expect(left).toMatchObject({ status: "interrupted" });
    const position = left.snapshot?.position;
    expect(position?.draw).toBe(position?.update);
    expect((position?.start ?? 1) % 2000).toBe(0);
    expect((await go(2, stopAt(0), left.snapshot)).hashes).toEqual(whole.hashes);
  },
);
