import { fileURLToPath } from "node:url";
import { datasets } from "@assay/data";
import { InputError } from "@assay/kernels";
import { describe, expect, test } from "vitest";
import { prepare, type TrainOutcome, train } from "../src/index.ts";
import { answersOf, type OpenOptions, openModel, type StoredModel } from "../src/inference/index.ts";
import { loadSpec } from "../src/open.ts";

const file = fileURLToPath(new URL("tiny.yaml", import.meta.url));

async function trained(set: readonly string[], numerics: "fused" | "strict" = "fused") {
  const loaded = loadSpec(file, { set });
  const outcome = await train(prepare(loaded), {
    ...{ threads: 2, numerics, listeners: [] },
    signal: new AbortController().signal,
  });
  return { outcome, stored: { spec: loaded.spec, weights: outcome.weights, description: outcome.model } };
}

async function using<T>(
  stored: StoredModel,
  options: OpenOptions,
  use: (model: ReturnType<typeof openModel>) => Promise<T>,
) {
  const model = openModel(stored, options);
  try {
    return await use(model);
  } finally {
    await model.close();
  }
}

const { test: digits } = datasets.mnist.load({});
const inputs = digits.inputs.values as Uint8Array;
const labels = digits.targets.values as Uint8Array;

describe.each([
  ["the golden spec", []],
  [
    "an average of the parameters, a scale a channel, another loss",
    ["training.ema={ decay: 0.9 }", "data.normalize_per=channel", "loss=mse"],
  ],
  [
    "a first layer that skips the pixels of value 0",
    [
      "architecture=[flatten, { type: linear, out_features: 32 }, relu, { type: linear, out_features: 10 }]",
      "augmentation=[]",
    ],
  ],
] as const)("a stored model of %s", (_title, set) => {
  const first = trained(set);
  const fused = async () => (await first).outcome.numerics;

  test("has the run's own test metrics, to the last bit, on another number of threads", async () => {
    const { outcome, stored } = await first;
    const found = await using(stored, { threads: 1, numerics: await fused() }, (model) =>
      model.evaluate(inputs, labels),
    );
    expect(found).toMatchObject({ examples: 10_000, metrics: outcome.test });
  });

  test("predicts what the run has predicted, in one piece or image by image", async () => {
    const { outcome, stored } = await first;
    const { predicted, score } = outcome.predictions as Extract<TrainOutcome["predictions"], { kind: "class" }>;
    const answers = await using(stored, { threads: 2, numerics: await fused() }, async (model) => {
      const whole = answersOf(stored.description, (await model.predict(inputs)) as Float32Array, 2);
      for (const i of [0, 1, 4567, 9999]) {
        const one = (await model.predict(inputs.slice(784 * i, 784 * (i + 1)))) as Float32Array;
        expect(answersOf(stored.description, one, 2), `image ${i} alone`).toEqual([whole[i]]);
      }
      const part = (await model.predict(inputs.slice(0, 784 * 333))) as Float32Array;
      expect(answersOf(stored.description, part, 2)).toEqual(whole.slice(0, 333));
      return whole;
    });
    const firsts = answers.map((answer) => (answer.kind === "class" ? answer.ranked[0] : undefined));
    expect(firsts.map((answer) => Number(answer?.name))).toEqual([...predicted]);
    expect(firsts.map((answer) => answer?.score)).toEqual([...score]);
  });
});

describe("a small stored model", () => {
  const spec = {
    ...{ data: { dataset: { type: "csv" }, validation: 0, normalize: "none" }, loss: { type: "cross_entropy" } },
    architecture: [{ type: "linear", out_features: 2 }],
  } as StoredModel["spec"];
  const description: StoredModel["description"] = {
    input: { shape: [3], dtype: "f32" },
    normalization: { scale: [2, 1, 1], shift: [0, 0, -1] },
    target: { kind: "class", classes: 2, names: ["no", "yes"] },
    outputs: "logits",
    missing_means: [10, 20, 30],
  };
  // [in, out]
  const weight = { name: "0.weight", shape: [3, 2], values: Float32Array.of(1, 0, 0, 1, 1, 0) };
  const bias = { name: "0.bias", shape: [2], values: Float32Array.of(0.5, 0) };
  const stored: StoredModel = { spec, description, weights: [weight, bias] };
  const options = { threads: 1, numerics: "strict" } as const;

  test("computes what a sheet of paper gives, missing values filled with the means", async () => {
    const rows = Float32Array.of(1, 2, 3, Number.NaN, 5, Number.NaN);
    await using(stored, options, async (model) => {
      // y₀ = 2a + (c − 1) + 0.5, y₁ = b
      expect([...((await model.predict(rows)) ?? [])]).toEqual([4.5, 2, 49.5, 5]);
      const found = await model.evaluate(rows, Uint8Array.of(0, 1));
      const losses = [Math.log1p(Math.exp(-2.5)), 44.5];
      expect(found?.metrics.accuracy).toBe(0.5);
      expect(found?.metrics.loss).toBeCloseTo(((losses[0] as number) + 44.5) / 2, 5);
    });
    const [answer] = answersOf(description, Float32Array.of(4.5, 2));
    const sure = 1 / (1 + Math.exp(-2.5));
    expect(answer).toEqual({
      ...{ kind: "class", score_is: "probability" },
      ranked: [
        { name: "no", score: expect.closeTo(sure, 6) },
        { name: "yes", score: expect.closeTo(1 - sure, 6) },
      ],
    });
  });

  test("keeps calls apart that are made at once", async () => {
    const many = Float32Array.from({ length: 3 * 1001 }, (_, i) => i % 7);
    const targets = Uint8Array.from({ length: 1001 }, (_, i) => i % 2);
    await using(stored, options, async (model) => {
      const alone = await model.evaluate(many, targets);
      const [a, b, c] = await Promise.all([
        model.evaluate(many, targets),
        model.predict(many.slice(0, 3)),
        model.evaluate(many, targets),
      ]);
      expect([a, c]).toEqual([alone, alone]);
      expect(b).toHaveLength(2);
    });
  });

  test("stops after the batch at hand when it is asked to", async () => {
    const controller = new AbortController();
    await using(stored, { ...options, signal: controller.signal }, async (model) => {
      controller.abort();
      const rows = new Float32Array(3 * 2_000_000);
      expect(await model.predict(rows)).toBeUndefined();
    });
  });

  test.each([
    ["a weight that is missing", [bias], "must have 0.weight of [3, 2] as the architecture, they have nothing"],
    [
      "another shape",
      [{ ...weight, shape: [2, 3] }, bias],
      "must have 0.weight of [3, 2] as the architecture, they have [2, 3]",
    ],
    ["a weight too many", [weight, bias, { ...bias, name: "9.bias" }], "the architecture has no 9.bias"],
  ])("%s is refused", (_title, weights, says) => {
    expect(() => openModel({ ...stored, weights }, options)).toThrow(says);
  });

  test("a description with another number of classes is refused", () => {
    const other = { ...description, target: { kind: "class", classes: 3 } as const };
    expect(() => openModel({ ...stored, description: other }, options)).toThrow(
      "the last layer must give one output for each of the 3 classes, it gives [2]",
    );
  });

  test("inputs and targets that do not fit are refused", async () => {
    await using(stored, options, async (model) => {
      const rows = new Float32Array(6);
      await expect(model.predict(new Float32Array(4))).rejects.toThrow("must be rows of 3 floats, got 4 floats");
      await expect(model.predict(new Float32Array(0))).rejects.toThrow("must be rows of 3 floats, got 0 floats");
      await expect(model.predict(new Uint8Array(3))).rejects.toThrow("must be rows of 3 floats, got 3 bytes");
      await expect(model.evaluate(rows, Uint8Array.of(1))).rejects.toThrow("there must be 2 targets, got 1");
      await expect(model.evaluate(rows, Uint8Array.of(1, 2))).rejects.toThrow("must be classes from 0 to 1, got 2");
      await expect(model.evaluate(rows, Uint8Array.of(1, 2))).rejects.toThrow(InputError);
    });
  });
});

test("outputs that are no probabilities are what they are, and values are listed", () => {
  const base = { input: { shape: [1], dtype: "f32" }, normalization: { scale: [1], shift: [0] } } as const;
  const classes = { ...base, target: { kind: "class", classes: 3 }, outputs: "values" } as const;
  expect(answersOf(classes, Float32Array.of(1, 3, 3), 2)).toEqual([
    {
      ...{ kind: "class", score_is: "output" },
      ranked: [
        { name: "1", score: 3 },
        { name: "2", score: 3 },
      ],
    },
  ]);
  const values = { ...base, target: { kind: "values", size: 2 }, outputs: "values" } as const;
  expect(answersOf(values, Float32Array.of(1, 2, 3, 4))).toEqual([
    { kind: "values", values: [1, 2] },
    { kind: "values", values: [3, 4] },
  ]);
});
