import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Listener, loadSpec, type Pause, prepare, type TrainOutcome, train } from "../src/index.ts";

const file = fileURLToPath(new URL("tiny.yaml", import.meta.url));

// 2,000 examples a step through a wide layer: more than 2 GFLOP, so that a step, and an evaluation, is run in slices. Biases
// are in a group of their own: their update depends on less than the others'.
const SET = [
  "data.validation=1000",
  "augmentation=[]",
  "lr_schedule=constant",
  "architecture=[flatten, { type: linear, out_features: 600 }, batch_norm, relu, { type: dropout, p: 0.2 }, { type: linear, out_features: 500 }, relu, { type: linear, out_features: 10 }]",
  'optimizer={ type: adam, groups: [{ parameters: "*.bias", lr_factor: 2 }] }',
  "training={ steps: 4, batch_size: 2000, ema: { decay: 0.9 } }",
];
const prepared = () => prepare(loadSpec(file, { set: SET }));

/** Each slice is over at its first piece of work; asked to stop at the n-th look at the event loop, and from then on. */
const stopAt = (turns: number): Pause & { readonly seen: () => number } => {
  let seen = 0;
  return { isDue: () => true, turn: async () => ++seen >= turns, seen: () => seen };
};
const NEVER = Number.POSITIVE_INFINITY;
const go = (threads: number, pause: Pause, from?: TrainOutcome["snapshot"], listener: Listener = () => {}) =>
  train(prepared(), {
    ...{ threads, numerics: "fused", signal: new AbortController().signal, listeners: [listener], pause },
    ...(from && { from }),
  });
let whole: Promise<TrainOutcome> | undefined;
const uninterrupted = (): Promise<TrainOutcome> => {
  whole ??= go(1, { isDue: () => false, turn: async () => false });
  return whole;
};

/** The looks at the event loop by the end of each step, on one thread. */
async function looksByStep(): Promise<number[]> {
  const pause = stopAt(NEVER);
  const looks: number[] = [];
  const { hashes } = await go(1, pause, undefined, ({ type }) => void (type === "step" && looks.push(pause.seen())));
  expect(hashes).toEqual((await uninterrupted()).hashes);
  return looks;
}

test("a long step is run in slices, on one thread and on two, to the same bits", async () => {
  expect(prepared().programs.train.full?.isLong).toBe(true);
  expect((await go(2, stopAt(NEVER))).hashes).toEqual((await uninterrupted()).hashes);
  const looks = await looksByStep();
  expect(looks).toHaveLength(4);
  expect(looks[0], "the event loop has turned within a step").toBeGreaterThan(100);
});

test("left at its beginning, in its middle and before its end, a step leaves nothing behind, and is gone on with to the same end", async () => {
  const [first = 0, second = 0] = await looksByStep();
  // Behind the first step, the event loop turns once.
  for (const look of [first + 2, Math.floor((first + second) / 2), second]) {
    for (const threads of [1, 2]) {
      // Two threads share the work of a step, and the looks.
      const left = await go(threads, stopAt(Math.floor(look / threads)));
      expect(left.status).toBe("interrupted");
      if (threads === 1) expect(left.snapshot?.position).toMatchObject({ start: 2000, draw: 1, update: 1 });
      expect((await go(2, stopAt(NEVER), left.snapshot)).hashes).toEqual((await uninterrupted()).hashes);
    }
  }
});
