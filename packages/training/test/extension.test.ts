import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { checkFork } from "../src/carry-over.ts";
import { whyNotExtended } from "../src/extension.ts";
import { carryOver, loadSpec, prepare, type Snapshot, type TrainOutcome, train } from "../src/index.ts";

const file = fileURLToPath(new URL("tiny.yaml", import.meta.url));
// 17 steps an epoch; a constant rate does not depend on the length.
const prepared = (...set: string[]) => prepare(loadSpec(file, { set: ["lr_schedule=constant", ...set] }));

/** Trains a spec and gives its outcome, with the state at its end. */
async function ended(
  set: readonly string[],
  from?: Snapshot,
): Promise<{ readonly outcome: TrainOutcome; readonly last: Snapshot }> {
  const kept: Snapshot[] = [];
  const outcome = await train(prepared(...set, "training.checkpoint={ every_epochs: 1 }"), {
    ...{ threads: 1, numerics: "fused", signal: new AbortController().signal, listeners: [] },
    keep: async (snapshot) => void kept.push(snapshot),
    ...(from && { from }),
  });
  return { outcome, last: kept.at(-1) as Snapshot };
}

test("a training that ended with a whole epoch is extended to the longer one's bits, with what its schedule has seen", async () => {
  const plateau = "lr_schedule={ type: reduce_on_plateau, patience: 0, threshold: 10, threshold_mode: abs }";
  const [short, long] = [
    [plateau, "training.epochs=2"],
    [plateau, "training.epochs=3"],
  ];
  const { last } = await ended(short);
  expect(whyNotExtended(prepared(...short), prepared(...long), last)).toBe(undefined);
  expect((await ended(long, last)).outcome.hashes).toEqual((await ended(long)).outcome.hashes);
});

test("one that was cut short within its last epoch is not extended, nor forked there", async () => {
  const set = (steps: number) => [`training={ steps: ${steps}, batch_size: 37, checkpoint: { every_epochs: 1 } }`];
  const { last } = await ended(set(26));
  expect(last.position).toMatchObject({ epoch: 3, start: 0, update: 26 });
  const [from, to] = [prepared(...set(26)), prepared(...set(60))];
  expect(whyNotExtended(from, to, last)).toBe("its last epoch was cut short, after 26 steps");
  expect(() => checkFork(from, to, 2)).toThrow("epoch 2 of the run was cut short, after 26 steps");
  expect(() => checkFork(from, to, 1)).not.toThrow();
});

test("an evaluated last epoch that the longer one does not evaluate is no exact beginning, with a validation split or without", async () => {
  const set = (epochs: number) => [`training.epochs=${epochs}`, "training.eval_every=2"];
  const [one, two] = [await ended(set(1)), await ended(set(2))];
  const says = "its last epoch, 1, was evaluated, and would not be in a longer training";
  const [from, to] = [prepared(...set(1)), prepared(...set(4))];
  expect(whyNotExtended(from, to, one.last)).toBe(says);
  const records = one.last.records.map(({ validation: _, ...record }) => record);
  expect(whyNotExtended(from, to, { ...one.last, records })).toBe(says);
  expect(whyNotExtended(prepared(...set(2)), to, two.last)).toBe(undefined);
  expect((await ended(set(4), two.last)).outcome.hashes).toEqual((await ended(set(4))).outcome.hashes);
});

test("a fork that evaluates more often knows of its parent's epochs those that were evaluated", async () => {
  const { last } = await ended(["training.epochs=2", "training.eval_every=2"]);
  const to = ["training.epochs=4", "training.early_stopping={ monitor: validation.loss, patience: 1, min_delta: 100 }"];
  checkFork(prepared("training.epochs=2", "training.eval_every=2"), prepared(...to), 2);
  const { outcome } = await ended(to, carryOver(prepared(...to), last));
  // No epoch is better by 100 than the parent's second.
  expect(outcome).toMatchObject({ status: "completed", stopped_early: true, epochs: 3 });
});
