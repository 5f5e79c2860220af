import { describe, expect, test } from "vitest";
import { prepare, type TrainOutcome, train } from "../src/index.ts";
import { openModel } from "../src/inference/index.ts";
import { EMPTY_TEST, made, table, withDataset } from "./made-data.ts";

const OPTIONS = { threads: 1, numerics: "fused", signal: new AbortController().signal, listeners: [] } as const;
const SPEC = `name: made
data: { dataset: made }
architecture: [{ type: linear, out_features: 2 }]
optimizer: { type: adam, lr: 0.05 }
training: { epochs: 20, batch_size: 20 }
loss: bce_with_logits
`;
const values = { kind: "values", size: 2 } as const;

/** Two questions on each row, each answered by 0 or 1. */
function answered(count: number, purpose: string) {
  const rows = table(count, purpose);
  const { targets } = rows;
  const answers = (targets.values as Float32Array).map((value, i) => Number(value > (i % 2 ? 1250 : -496)));
  return { ...rows, targets: { ...targets, values: answers } };
}

describe("answers of yes or no, by the binary cross entropy", () => {
  const test60 = answered(60, "test");
  const { catalogue, load } = withDataset(made(answered(240, "train"), test60, values));
  const outcome: Promise<TrainOutcome> = train(prepare(load(SPEC), catalogue), OPTIONS);

  test("are predicted as probabilities, which are what the metrics see, within 1e-6", async () => {
    const { test: tested, predictions, model } = await outcome;
    if (predictions?.kind !== "values") throw new Error("values are predicted");
    const { predicted, target } = predictions;
    expect(model.outputs).toBe("log_odds");
    expect(target).toEqual(test60.targets.values);
    expect(Math.min(...predicted)).toBeGreaterThan(0);
    expect(Math.max(...predicted)).toBeLessThan(1);
    const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
    const errors = Array.from(predicted, (p, i) => p - (target[i] as number));
    expect(tested?.mae).toBeCloseTo(mean(errors.map(Math.abs)), 6);
    expect(tested?.rmse).toBeCloseTo(Math.sqrt(mean(errors.map((error) => error * error))), 6);
    const surprise = Array.from(predicted, (p, i) => -Math.log(target[i] ? p : 1 - p));
    expect(tested?.loss).toBeCloseTo(mean(surprise), 5);
    expect(tested?.mae).toBeLessThan(0.4);
  });

  test("are evaluated as in training, and refused outside of [0, 1]", async () => {
    const { weights, model: description, test: tested } = await outcome;
    const model = openModel({ spec: load(SPEC).spec, weights, description }, { threads: 1, numerics: "fused" });
    try {
      const inputs = test60.inputs.values as Float32Array;
      expect((await model.evaluate(inputs, test60.targets.values))?.metrics).toEqual(tested);
      for (const value of [1.5, -0.1, Number.NaN]) {
        const targets = Float32Array.from(test60.targets.values);
        targets[5] = value;
        const says = `needs targets in [0, 1], example 3 has ${targets[5]}`;
        await expect(model.evaluate(inputs, targets)).rejects.toThrow(`[layers/bce_with_logits] ${says}`);
      }
    } finally {
      await model.close();
    }
  });

  test("outside of [0, 1] are refused, with their example", async () => {
    const numbers = table(20, "train");
    const { catalogue: own, load: read } = withDataset(made(numbers, EMPTY_TEST(numbers), values));
    await expect(train(prepare(read(SPEC), own), OPTIONS)).rejects.toThrow(
      /made.yaml:6:7: \[layers\/bce_with_logits\] needs targets in \[0, 1\], training example 1 has /,
    );
  });
});
