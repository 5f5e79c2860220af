import { describe, expect, test } from "vitest";
import { refusalOf } from "../../experiment/test/texts.ts";
import { prepare, type TrainOutcome, train } from "../src/index.ts";
import { classes, EMPTY_TEST, made, table, withDataset } from "./made-data.ts";

const specText = (sections: string) => `name: made
seed: 3
data: { dataset: made, validation: 40 }
${sections}`;
const REGRESSION = `architecture: [{ type: linear, out_features: 2 }]
loss: mse
optimizer: { type: adam, lr: 0.05 }
training: { epochs: 30, batch_size: 20 }
`;

function run(dataset: ReturnType<typeof made>, text: string, threads = 1): Promise<TrainOutcome> {
  const { catalogue, load } = withDataset(dataset);
  const options = { threads, numerics: "fused", signal: new AbortController().signal, listeners: [] } as const;
  return train(prepare(load(text), catalogue), options);
}

const train240 = table(240, "train");
const test60 = table(60, "test");
const values = { kind: "values", size: 2 } as const;

describe("a table of float features with numeric targets", () => {
  const dataset = made(train240, test60, values);
  const outcome = run(dataset, specText(REGRESSION));

  test("is fitted: features are standardized one by one, rmse, mae and r2 are measured on each split", async () => {
    const { status, test: tested, validation, metrics } = await outcome;
    expect(status).toBe("completed");
    expect(metrics).toEqual([
      { name: "rmse", better: "lower", shown: "number" },
      { name: "mae", better: "lower", shown: "number" },
      { name: "r2", better: "higher", shown: "number" },
    ]);
    expect(Object.keys(tested ?? {})).toEqual(["loss", "rmse", "mae", "r2"]);
    expect(tested?.r2).toBeGreaterThan(0.99);
    expect(validation?.r2).toBeGreaterThan(0.99);
  });

  test("its metrics are those of its predictions, within 1e-6", async () => {
    const { test: tested, predictions } = await outcome;
    if (predictions?.kind !== "values") throw new Error("values are predicted");
    const { predicted, target } = predictions;
    expect(target).toEqual(test60.targets.values);
    const errors = Array.from(predicted, (value, i) => value - (target[i] as number));
    const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
    const mse = mean(errors.map((error) => error * error));
    expect(tested?.loss).toBeCloseTo(mse, 6);
    expect(tested?.rmse).toBeCloseTo(Math.sqrt(mse), 6);
    expect(tested?.mae).toBeCloseTo(mean(errors.map(Math.abs)), 6);
    const r2 = [0, 1].map((j) => {
      const of = (list: ArrayLike<number>) => Array.from(list).filter((_, i) => i % 2 === j);
      const [wanted, off] = [of(target), of(errors)];
      const spread = wanted.reduce((sum, value) => sum + (value - mean(wanted)) ** 2, 0);
      return 1 - off.reduce((sum, value) => sum + value * value, 0) / spread;
    });
    expect(tested?.r2).toBeCloseTo(mean(r2), 6);
  });

  test("gives the same bits on 1, 2 and 3 threads", async () => {
    const { hashes, test: tested } = await outcome;
    for (const threads of [2, 3]) {
      const again = await run(dataset, specText(REGRESSION), threads);
      expect({ hashes: again.hashes, test: again.test }).toEqual({ hashes, test: tested });
    }
  });

  test.each([
    ["loss: cross_entropy", "[layers/cross_entropy] is for targets that are classes; the data's are numbers", 5],
    ["loss: mse\nmetrics: [accuracy]", "[layers/accuracy] is for targets that are classes; the data's are numbers", 6],
  ])("%s is refused where it stands", (section, says, line) => {
    const { catalogue, load } = withDataset(dataset);
    const text = specText(REGRESSION.replace("loss: mse", section));
    const error = refusalOf(() => prepare(load(text), catalogue));
    expect(error.message).toContain(says);
    expect(error.location).toMatch(new RegExp(`^made.yaml:${line}:`));
  });

  test("an output of another size is refused", () => {
    const { catalogue, load } = withDataset(dataset);
    const text = specText(REGRESSION.replace("out_features: 2", "out_features: 3"));
    expect(refusalOf(() => prepare(load(text), catalogue)).rule).toBe(
      "the last layer must give one output for each of the 2 values, it gives [3]",
    );
  });
});

test("images of numbers are not augmented as images of bytes are", () => {
  const inputs = { dtype: "f32", shape: [2, 2, 1], values: new Float32Array(60 * 4) } as const;
  const images = { ...table(60, "train"), inputs };
  const { catalogue, load } = withDataset(made(images, EMPTY_TEST(images), { kind: "values", size: 2 }));
  const text = specText(`augmentation: [random_horizontal_flip]\n${REGRESSION.replace("[{", "[flatten, {")}`);
  expect(refusalOf(() => prepare(load(text), catalogue)).message).toContain(
    "[data/random_horizontal_flip] augments images of bytes, those of the data are numbers; store the images as bytes",
  );
});

describe("300 classes in a column of i32", () => {
  const dataset = made(classes(900, 300), classes(300, 300), { kind: "class", classes: 300 });
  const text = specText(`architecture: [{ type: linear, out_features: 300 }]
data_placeholder`)
    .replace("data_placeholder", "optimizer: { type: adam, lr: 0.05 }\ntraining: { epochs: 8, batch_size: 30 }")
    .replace("validation: 40", "validation: 0, normalize: none");

  test("are learned and counted right, top_5 at least as often as accuracy", async () => {
    const outcome = await run(dataset, `${text}\nmetrics: [accuracy, top_k]\n`);
    const { test: tested, predictions } = outcome;
    if (predictions?.kind !== "class") throw new Error("classes are predicted");
    const right = predictions.predicted.filter((found, i) => found === predictions.label[i]).length;
    expect(tested?.accuracy).toBe(right / 300);
    expect(right).toBeGreaterThan(280);
    expect(tested?.top_5).toBeGreaterThanOrEqual(tested?.accuracy as number);
  });
});

describe("data without a test split", () => {
  test("trains to the end, with a validation result and no test", async () => {
    const outcome = await run(made(train240, EMPTY_TEST(train240), values), specText(REGRESSION));
    expect(outcome).toMatchObject({ status: "completed", epochs: 30, test_evaluations: 0 });
    expect(outcome.test).toBeUndefined();
    expect(outcome.predictions).toBeUndefined();
    expect(outcome.validation?.r2).toBeGreaterThan(0.99);
  });
});

test("a classifier trained by mse gives outputs, one by cross_entropy probabilities", async () => {
  const dataset = made(classes(60, 3), classes(30, 3), { kind: "class", classes: 3 });
  const text = (loss: string) =>
    `name: made\ndata: { dataset: made }\narchitecture: [{ type: linear, out_features: 3 }]\nloss: ${loss}\n` +
    "optimizer: { type: adam, lr: 0.1 }\ntraining: { epochs: 3, batch_size: 20 }\n";
  for (const [loss, meaning] of [
    ["mse", "output"],
    ["cross_entropy", "probability"],
  ] as const) {
    const { predictions } = await run(dataset, text(loss));
    if (predictions?.kind !== "class") throw new Error("classes are predicted");
    expect(predictions.score_is).toBe(meaning);
  }
});
