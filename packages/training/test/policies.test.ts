import { describe, expect, test } from "vitest";
import { type ChainLink, type EpochRecord, early_stopping, keep_best } from "../src/index.ts";
import { observationsOf } from "../src/observations.ts";

const record = (epoch: number, loss: number): EpochRecord => ({
  epoch,
  step: epoch,
  lr: 1,
  train: { loss: 0 },
  validation: { loss, accuracy: 1 - loss },
  seconds: 0,
  samples_per_second: 0,
});
const ask = (policy: ReturnType<typeof early_stopping>, losses: readonly number[]) =>
  losses.map((loss, i) => policy.afterEpoch(record(i + 1, loss)));

test("a figure that a schedule watches and no record has is refused in the schedule's name", () => {
  const watched = { part: "optimizers/reduce_on_plateau", monitor: "validation.auc", mode: "max" } as const;
  const progress = { records: [record(1, 2)], links: [{ epoch: 1 } as ChainLink] };
  expect(() => observationsOf({ watched }, progress)).toThrow(
    '[optimizers/reduce_on_plateau] nothing is called "validation.auc"; known: train.loss,',
  );
});

describe("early_stopping", () => {
  const monitor = { monitor: "validation.loss", mode: "min", patience: 2 } as const;

  test("stops after `patience` epochs in a row without an improvement", () => {
    expect(ask(early_stopping(monitor), [5, 4, 4, 3, 3, 4])).toEqual([
      ...["go on", "go on", "go on", "go on", "go on"],
      "stop",
    ]);
  });

  test("an improvement must exceed min_delta; NaN is none", () => {
    expect(ask(early_stopping({ ...monitor, min_delta: 0.5 }), [5, 4.6, 4.4, 4.3, Number.NaN])).toEqual([
      ...["go on", "go on", "go on", "go on"],
      "stop",
    ]);
  });

  test("a monitor that no record has is refused with what there is", () => {
    expect(() => ask(early_stopping({ ...monitor, monitor: "validation.auc" }), [1])).toThrow(
      '[training/early_stopping] nothing is called "validation.auc"; known: train.loss, validation.loss, validation.accuracy',
    );
  });
});

test("keep_best keeps each epoch that is better than all before it", () => {
  expect(ask(keep_best({ monitor: "validation.accuracy", mode: "max" }), [0.5, 0.6, 0.4, 0.4, 0.1])).toEqual([
    ...["keep", "go on", "keep", "go on", "keep"],
  ]);
});
