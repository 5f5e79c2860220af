import type { Split } from "@assay/data";
import { expect, test } from "vitest";
import { prepare, type TrainOutcome, train } from "../src/index.ts";
import { EMPTY_TEST, made, table, withDataset } from "./made-data.ts";

const spec = (loss = "cross_entropy", normalize = "normalize: standardize"): string => `name: made
data: { dataset: mnist, ${normalize} }
architecture: [flatten, { type: linear, out_features: 2 }]
loss: ${loss}
optimizer: { type: sgd, lr: 0.01 }
training: { epochs: 1, batch_size: 4 }
`;

function outcomeOf(dataset: ReturnType<typeof made>, text: string): Promise<TrainOutcome> {
  const { catalogue, load } = withDataset(dataset);
  return train(prepare(load(text), { ...catalogue, datasets: { mnist: dataset } }), {
    ...{ threads: 1, numerics: "strict", listeners: [] },
    signal: new AbortController().signal,
  });
}

/** Images of 3 × 3 pixels, two classes by turns; the border holds 10 · channel, the centre 100 and more. */
function images(count: number, channels: number): Split {
  const size = 9 * channels;
  const values = Uint8Array.from({ length: count * size }, (_, i) => {
    const [pixel, channel] = [Math.floor((i % size) / channels), i % channels];
    return pixel === 4 ? 100 + (Math.floor(i / size) % 50) : 10 * channel;
  });
  return {
    count,
    inputs: { dtype: "u8", shape: [3, 3, channels], values },
    targets: { dtype: "u8", shape: [], values: Uint8Array.from({ length: count }, (_, i) => i % 2) },
  };
}

/** Scale and shift that standardize every `step`-th value from `first` on. */
function standardized(values: ArrayLike<number>, first: number, step: number): readonly [number, number] {
  const chosen = Array.from(values).filter((_, i) => i % step === first);
  const mean = chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
  const std = Math.sqrt(chosen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / chosen.length);
  return [1 / std, -mean / std];
}

const TWO = { kind: "class", classes: 2, names: ["even", "odd"] } as const;

test("of gray images one scale and one shift are kept, the names of the classes and the background", async () => {
  const split = images(12, 1);
  const { model } = await outcomeOf(made(split, images(4, 1), TWO), spec());
  const [scale, shift] = standardized(split.inputs.values, 0, 1);
  expect(model).toEqual({
    input: { shape: [3, 3, 1], dtype: "u8" },
    normalization: { scale: [expect.closeTo(scale, 8)], shift: [expect.closeTo(shift, 6)] },
    target: TWO,
    outputs: "logits",
    background: [0],
  });
});

test("with normalize_per: channel one of each is kept a channel", async () => {
  const split = images(12, 3);
  const text = spec("cross_entropy", "normalize: standardize, normalize_per: channel");
  const { model } = await outcomeOf(made(split, EMPTY_TEST(split), TWO), text);
  const each = [0, 1, 2].map((channel) => standardized(split.inputs.values, channel, 3));
  expect(model.normalization.scale).toEqual(each.map(([scale]) => expect.closeTo(scale, 8)));
  expect(model.normalization.shift).toEqual(each.map(([, shift]) => expect.closeTo(shift, 6)));
  expect(model.background).toEqual([0, 10, 20]);
});

test("of a table one of each is kept a feature, with the means that fill missing values", async () => {
  const whole = table(20, "description");
  const features = [{ name: "a" }, { name: "b" }, { name: "c" }];
  const values = whole.inputs.values.map((value, i) => (i === 4 ? Number.NaN : value));
  const inputs = { ...whole.inputs, values, features, names: ["a", "b", "c"], missing: "mean" as const };
  const split: Split = { ...whole, inputs, targets: { ...whole.targets, names: ["x", "y"] } };
  const { model, worst } = await outcomeOf(made(split, split, { kind: "values", size: 2 }), spec("mse"));
  const b = Array.from(whole.inputs.values).filter((_, i) => i % 3 === 1 && i !== 4);
  expect(model.missing_means?.[1]).toBeCloseTo(b.reduce((sum, value) => sum + value, 0) / b.length, 3);
  expect(model.normalization.scale).toHaveLength(3);
  expect(model.input).toEqual({ shape: [3], dtype: "f32", names: ["a", "b", "c"] });
  expect(model.features).toEqual(features);
  expect(model.target).toEqual({ kind: "values", size: 2, names: ["x", "y"] });
  expect(model).not.toHaveProperty("background");
  // All 20 are listed, the one with the missing value among them.
  expect(worst?.examples.find(({ index }) => index === 1)?.input[1]).toBe(model.missing_means?.[1]);
});

test("the worst examples are those of the largest error, with their inputs", async () => {
  const split = table(64, "worst");
  const { predictions, worst } = await outcomeOf(made(split, split, { kind: "values", size: 2 }), spec("mse"));
  if (predictions?.kind !== "values") throw new Error("values are predicted");
  const { target, predicted } = predictions;
  const error = (at: number): number => Math.abs((predicted[at] as number) - (target[at] as number));
  const errors = Array.from({ length: 64 }, (_, i) => Math.max(error(2 * i), error(2 * i + 1)));
  const expected = [...errors.keys()].sort((a, b) => (errors[b] as number) - (errors[a] as number)).slice(0, 24);
  expect(worst?.examples.map(({ index }) => index)).toEqual(expected);
  for (const { index, label, predicted: found, input } of worst?.examples ?? []) {
    expect(label).toEqual(Array.from(target.subarray(2 * index, 2 * index + 2)));
    expect(found).toEqual(Array.from(predicted.subarray(2 * index, 2 * index + 2)));
    expect(input).toEqual(split.inputs.values.slice(3 * index, 3 * index + 3));
  }
});

test("of classes they are the misclassified ones, the surest first", async () => {
  const trained = images(60, 1);
  const turned = trained.targets.values.map((label) => 1 - label);
  const tested: Split = { ...trained, targets: { ...trained.targets, values: turned } };
  const { predictions, worst } = await outcomeOf(made(trained, tested, TWO), spec());
  if (predictions?.kind !== "class") throw new Error("classes are predicted");
  const { predicted, label, score } = predictions;
  const wrong = [...predicted.keys()]
    .filter((i) => predicted[i] !== label[i])
    .sort((a, b) => (score[b] as number) - (score[a] as number) || a - b);
  expect(wrong.length).toBeGreaterThan(24);
  expect(worst?.examples.map(({ index }) => index)).toEqual(wrong.slice(0, 24));
  for (const example of worst?.examples ?? []) {
    const { index } = example;
    const names = [label, predicted].map((from) => TWO.names[from[index] as 0 | 1]);
    expect([example.label, example.predicted, example.score]).toEqual([...names, score[index]]);
  }
});

test("a training without a test split has no worst examples, and still tells of its model", async () => {
  const split = images(12, 1);
  const { worst, model } = await outcomeOf(made(split, EMPTY_TEST(split), TWO), spec());
  expect(worst).toBeUndefined();
  expect(model.input.shape).toEqual([3, 3, 1]);
});
