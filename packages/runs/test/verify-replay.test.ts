import { describe, expect, test } from "vitest";
import { readRun } from "../src/index.ts";
import { compareBeginning, compareLines, compareLinks, compareOutcome } from "../src/verify/index.ts";
import { finishedRun } from "./finished-run.ts";
import { chain, epochRecord } from "./sample-snapshot.ts";

test("of an epoch that was trained again the first of order, tensors and figures is named", async () => {
  const link = chain(1)[0] as ReturnType<typeof chain>[number];
  const compare = (found: object, figure?: string) => compareLinks(link, { ...link, ...found }, figure);
  expect(compare({})).toBeUndefined();
  expect(compare({ order: "1", metrics: "1" })).toMatchObject({ epoch: 1, what: "the examples come in another order" });
  expect(compare({ tensors: { "0.weight": "1" }, metrics: "1" })).toMatchObject({ tensor: "0.weight" });
  expect(compare({ metrics: "1" }, "lr is 1, recorded 2")?.what).toBe("lr is 1, recorded 2");
});

describe("metrics.jsonl is compared line by line with a training's", () => {
  const step = { epoch: 1, step: 5, lr: 0.1, train: { loss: 1, accuracy: 0.5 } };
  const { validation: _, ...unevaluated } = epochRecord(2);
  const lines = [step, epochRecord(1), unevaluated];
  const compare = async (epochs: ReturnType<typeof epochRecord>[], steps: (typeof step)[]) => {
    const comparison = compareLines({ ...readRun((await finishedRun()).file(".")), epochs, steps });
    return [...lines.map(comparison.compare), comparison.left()].filter((found) => found !== undefined);
  };

  test("equal but for times there is no difference", async () => {
    expect(await compare([{ ...epochRecord(1), seconds: 9, samples_per_second: 1 }, unevaluated], [step])).toEqual([]);
  });

  test("a figure of an epoch that was not evaluated, of a step, or a rate is one", async () => {
    const altered = { ...unevaluated, train: { loss: 7, accuracy: 0.5 } };
    expect(await compare([epochRecord(1), altered], [step])).toEqual([
      { where: "metrics.jsonl", epoch: 2, what: "train.loss is 0.5, recorded 7" },
    ]);
    expect(await compare([epochRecord(1), unevaluated], [{ ...step, lr: 0.5 }])).toEqual([
      { where: "metrics.jsonl", epoch: 1, what: "step 5: lr is 0.1, recorded 0.5" },
    ]);
  });

  test("so is a line that is missing, one too many, and a split that was never measured", async () => {
    expect(await compare([epochRecord(1)], [step])).toMatchObject([{ epoch: 2, what: "the line is missing" }]);
    expect(await compare([epochRecord(1), epochRecord(1), unevaluated], [step])).toMatchObject([
      { epoch: 1, what: "the training has no such line" },
    ]);
    expect((await compare([epochRecord(1), epochRecord(2)], [step]))[0]?.what).toBe(
      "validation.loss is absent, recorded 1",
    );
  });
});

describe("of the end of a training", () => {
  const end = async () => {
    const { asked, outcome, file } = await finishedRun();
    const { record } = readRun(file("."));
    const { spec } = asked.loaded;
    const compare = (changes: object) =>
      compareOutcome({ ...record, ...changes }, outcome, spec).map(({ what }) => what.split(" ", 1)[0]);
    return { record, outcome, spec, compare };
  };

  test("nothing differs where nothing was altered, whatever machine it was, however long it took", async () => {
    const { compare } = await end();
    expect(compare({ threads: 9, seconds: 0, started: "2026-01-01T00:00:00Z", git: null })).toEqual([]);
  });

  test.each([
    ["epochs", 9],
    ["steps", 9],
    ["seed", 9],
    ["name", "other"],
    ["parameters", 1],
    ["test_evaluations", 5],
    ["stopped_early", true],
    ["status", "diverged"],
    ["error", "none"],
    ["a_key_of_tomorrow", 1],
  ])("%s is compared", async (key, value) => {
    const { compare } = await end();
    expect(compare({ [key]: value })).toEqual([key]);
  });

  test.each(["chain", "predictions", "final_weights"])("a hash of %s that is missing is a difference", async (name) => {
    const { record, compare } = await end();
    const hashes = Object.fromEntries(Object.entries(record.hashes).filter(([key]) => key !== name));
    expect(compare({ hashes })).toEqual([`hashes.${name}`]);
  });

  test("figures are named one by one, and a part of a training tells of what it began with", async () => {
    const { record, outcome, spec, compare } = await end();
    expect(compare({ test: { loss: 1, accuracy: 1 } })).toEqual(["test.loss", "test.accuracy"]);
    expect(compareBeginning(record, outcome, spec)).toEqual([]);
    expect(compareBeginning({ ...record, parameters: 1 }, outcome, spec)).toMatchObject([
      { what: "parameters is 7850, recorded 1" },
    ]);
  });
});
