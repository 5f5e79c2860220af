import { describe, expect, test } from "vitest";
import { refusalOf } from "../../experiment/test/texts.ts";
import { gradcheck } from "../src/gradcheck/index.ts";
import { prepare, type TrainOutcome, train } from "../src/index.ts";
import { openModel } from "../src/inference/index.ts";
import { classes, made, withDataset } from "./made-data.ts";

const CLASSES = 5;
const rows = classes(64, CLASSES);
const tested = classes(230, CLASSES);
// In the order of their classes, so that no batch of the evaluation has all of them.
const order = [...tested.targets.values.keys()].sort((a, b) => labelOf(a) - labelOf(b));
function labelOf(row: number): number {
  return tested.targets.values[row] as number;
}
const sorted = {
  ...tested,
  inputs: {
    ...tested.inputs,
    values: Float32Array.from(
      order.flatMap((row) => [...tested.inputs.values.subarray(row * CLASSES, (row + 1) * CLASSES)]),
    ),
  },
  targets: { ...tested.targets, values: Int32Array.from(order, labelOf) },
};
const { catalogue, load } = withDataset(made(rows, sorted, { kind: "class", classes: CLASSES }));

const spec = (sections: string) => `name: made
data: { dataset: made }
architecture: [{ type: linear, out_features: 6 }, tanh, { type: linear, out_features: ${CLASSES} }]
optimizer: { type: adam, lr: 0.01 }
training: { epochs: 3, batch_size: 16 }
${sections}`;

const GRADCHECK = { threads: 2, numerics: "fused", signal: new AbortController().signal } as const;

const run = (loaded: ReturnType<typeof load>, threads = 1, of = catalogue): Promise<TrainOutcome> =>
  train(prepare(loaded, of), {
    ...{ threads, numerics: "fused", signal: new AbortController().signal, listeners: [] },
  });

describe("a training on mixed classes", () => {
  const losses = [
    "cross_entropy",
    "{ type: cross_entropy, label_smoothing: 0.1, weight: [1, 2, 3, 4, 5] }",
    "mse",
    "{ type: bce_with_logits, pos_weight: 2 }",
  ];

  test.each(losses)("has the gradients of its loss, and the same bits on 2 threads: %s", async (loss) => {
    const text = spec(`loss: ${loss}\naugmentation: [{ type: mixup, alpha: 0.4 }, gaussian_noise]`);
    expect((await gradcheck(prepare(load(text), catalogue), GRADCHECK))?.ok).toBe(true);
    const [one, two] = [await run(load(text)), await run(load(text), 2)];
    expect(two.hashes).toEqual(one.hashes);
  });

  test("counts the class with the larger share: a model that knows every class is right where shares are far from ½", async () => {
    // The inputs are one-hot: the sum of a mixed pair is largest where the share is.
    const text = spec("loss: cross_entropy\naugmentation: [{ type: mixup, alpha: 0.05 }]")
      .replace(/architecture: .*/, `architecture: [{ type: linear, out_features: ${CLASSES}, init: zeros }]`)
      .replace("lr: 0.01", "lr: 0.1")
      .replace("epochs: 3", "epochs: 12");
    const { train: trained } = await run(load(text));
    expect(trained?.accuracy).toBeGreaterThan(0.95);
  });

  // Outputs b whatever the input: what is linear in the shares is then, over an epoch, what it is over the examples unmixed.
  const softplus = (x: number): number => Math.log(1 + Math.exp(x));
  const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
  const surprise = (b: readonly number[], c: number): number => Math.log(sum(b.map(Math.exp))) - (b[c] as number);
  test.each([
    ["cross_entropy", surprise],
    [
      "{ type: cross_entropy, label_smoothing: 0.1, weight: [1, 2, 3, 4, 5] }",
      (b: readonly number[], c: number) =>
        0.9 * (c + 1) * surprise(b, c) + sum(b.map((_, j) => (0.1 / CLASSES) * (j + 1) * surprise(b, j))),
    ],
    [
      "{ type: bce_with_logits, pos_weight: 2 }",
      (b: readonly number[], c: number) => sum(b.map((x, j) => (j === c ? 2 * softplus(-x) : softplus(x)))) / CLASSES,
    ],
  ])("that learns nothing has the loss of its biases within 1e-6 and their accuracy: %s", async (loss, of) => {
    const text = spec(`loss: ${loss}\naugmentation: [{ type: mixup, alpha: 0.4 }]`)
      .replace(/architecture: .*/, `architecture: [{ type: linear, out_features: ${CLASSES}, init: zeros }]`)
      .replace("lr: 0.01", "lr: 1e-30");
    const { train: figures, weights } = await run(load(text));
    const b = [...(weights.find(({ name }) => name.endsWith("bias"))?.values ?? [])];
    const labels = [...rows.targets.values];
    expect(b).toHaveLength(CLASSES);
    expect(Math.abs((figures?.loss as number) - sum(labels.map((c) => of(b, c))) / labels.length)).toBeLessThan(1e-6);
    const best = b.indexOf(Math.max(...b));
    expect(figures?.accuracy).toBe(labels.filter((c) => c === best).length / labels.length);
  });

  test.each([
    ["multi_margin", "mixup", "the loss multi_margin takes one class each"],
    ["{ type: cross_entropy, ignore_index: 2 }", "mixup", "the loss cross_entropy takes one class each"],
  ])("is refused where the loss takes classes alone: %s", (loss, type, says) => {
    const error = refusalOf(() =>
      prepare(load(spec(`loss: ${loss}\naugmentation: [gaussian_noise, ${type}]`)), catalogue),
    );
    expect(error.message).toContain(`[data/${type}] gives examples shares of several classes, and ${says}`);
    expect(error.location).toBe("made.yaml:7:32");
  });

  test("is refused where a batch is one example", () => {
    const text = spec("augmentation: [mixup]").replace("batch_size: 16", "batch_size: 1");
    const error = refusalOf(() => prepare(load(text), catalogue));
    expect(error.message).toContain(
      "[data/mixup] mixes the examples of a batch, and batch_size is 1; set batch_size to 2 or more",
    );
    expect(error.location).toBe("made.yaml:6:16");
  });
});

test.each([
  ["ignored", `ignore_index: 2`],
  ["of weight 0", "weight: [1, 1, 0, 1, 1]"],
])(
  "a weighted loss of examples that are all %s is 0, in a record and in a split, and the gradients are right",
  async (_, options) => {
    const alike = { ...rows, targets: { ...rows.targets, values: new Int32Array(rows.count).fill(2) } };
    const only = withDataset(made(alike, alike, { kind: "class", classes: CLASSES }));
    const section = `loss: { type: cross_entropy, ${options} }`;
    const loaded = only.load(spec(section).replace("batch_size: 16", "batch_size: 16, record: { every_steps: 1 }"));
    const outcome = await run(loaded, 1, only.catalogue);
    expect(outcome).toMatchObject({ status: "completed", train: { loss: 0 }, test: { loss: 0 } });
    expect(await gradcheck(prepare(loaded, only.catalogue), GRADCHECK)).toMatchObject({ ok: true });
  },
);

test("a weighted loss of a split is Σ w l / Σ w over all of its examples, however they fall into batches, within 1e-5", async () => {
  const WEIGHT = [1, 0.5, 3, 2, 0.25];
  const IGNORED = 3;
  const loaded = load(spec(`loss: { type: cross_entropy, weight: [${WEIGHT}], ignore_index: ${IGNORED} }`));
  const outcome = await run(loaded);
  const model = openModel({ spec: loaded.spec, weights: outcome.weights, description: outcome.model }, { threads: 1 });
  try {
    const [inputs, labels] = [sorted.inputs.values as Float32Array, sorted.targets.values];
    const logits = (await model.predict(inputs)) as Float32Array;
    let [total, weights] = [0, 0];
    for (const [i, label] of labels.entries()) {
      const row = [...logits.subarray(i * CLASSES, (i + 1) * CLASSES)];
      const weight = label === IGNORED ? 0 : (WEIGHT[label] as number);
      total += weight * (Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0)) - (row[label] as number));
      weights += weight;
    }
    expect(Math.abs((outcome.test?.loss as number) / (total / weights) - 1)).toBeLessThan(1e-5);
    expect((await model.evaluate(inputs, labels))?.metrics).toEqual(outcome.test);
  } finally {
    await model.close();
  }
  expect((await gradcheck(prepare(loaded, catalogue), GRADCHECK))?.ok).toBe(true);
});
