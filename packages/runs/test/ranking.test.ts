import { expect, test } from "vitest";
import { rankTrials, type TrialOutcome } from "../src/index.ts";

/** A finished trial: the setting's learning rate, the seed, the validation accuracy (null: not completed). */
const outcome = (index: number, lr: number, seed: number, accuracy: number | null) =>
  ({
    trial: { index, overrides: { "optimizer.lr": lr }, seed },
    found: false,
    record: { status: accuracy === null ? "diverged" : "completed", validation: { accuracy, loss: accuracy } },
  }) as unknown as TrialOutcome;

const OUTCOMES = [
  outcome(0, 0.1, 1, 0.44),
  outcome(1, 0.1, 2, 0.78), // a lucky seed of a worse setting
  outcome(2, 0.01, 1, 0.7),
  outcome(3, 0.01, 2, 0.72),
  outcome(4, 1, 1, 0.99), // the other seed of this setting diverged
  outcome(5, 1, 2, null),
];

test("settings are ranked by the mean over their seeds, those with a failed trial last", () => {
  const rows = rankTrials(OUTCOMES, { name: "validation.accuracy", goal: "maximize" });
  expect(rows.map(({ trial }) => trial)).toEqual([3, 4, 1, 2, 5, 6]);
  expect(rows.map(({ mean }) => mean)).toEqual(
    [0.71, 0.71, 0.61, 0.61, null, null].map((m) => m && expect.closeTo(m, 12)),
  );
});

test("a loss is ranked from the smallest on", () => {
  const rows = rankTrials(OUTCOMES, { name: "validation.loss", goal: "minimize" });
  expect(rows.map(({ trial }) => trial)).toEqual([1, 2, 3, 4, 5, 6]);
});
