import { describe, expect, test } from "vitest";
import { createAverage, judgeOutputs } from "../src/inference/index.ts";

const EXAMPLES = 40;
const CLASSES = 5;
const WIDTH = CLASSES;
const options = { threads: 2, numerics: "strict" } as const;

/** Outputs between -scale and scale that follow from their place and a number. */
const made = (seed: number, scale: number, length = EXAMPLES * WIDTH): Float32Array =>
  Float32Array.from({ length }, (_, i) => scale * Math.sin(seed + 12.9898 * (i + 1) * (seed + 1)));

const average = (description: Parameters<typeof createAverage>[0], models: readonly Float32Array[], batch = 7) => {
  const found = createAverage(description, EXAMPLES);
  const width = (models[0]?.length ?? 0) / EXAMPLES;
  for (const outputs of models) {
    const visit = found.next();
    for (let start = 0; start < EXAMPLES; start += batch) {
      visit(start, outputs.subarray(start * width, (start + batch) * width));
    }
  }
  return found.outputs();
};

/** The mean of the softmaxes, in double precision and by the book. */
const meanSoftmax = (models: readonly Float32Array[]): number[][] =>
  Array.from({ length: EXAMPLES }, (_, row) => {
    const shares = models.map((outputs) => {
      const own = Array.from(outputs.subarray(row * WIDTH, (row + 1) * WIDTH), Math.exp);
      const sum = own.reduce((a, b) => a + b);
      return own.map((value) => value / sum);
    });
    return Array.from({ length: CLASSES }, (_, c) => shares.reduce((sum, p) => sum + (p[c] ?? 0), 0) / models.length);
  });

describe("an average of logits", () => {
  const description = { target: { kind: "class", classes: CLASSES }, outputs: "logits" } as const;
  const models = [made(1, 4), made(2, 8), made(3, 2)];
  const found = average(description, models);
  const wanted = meanSoftmax(models);

  test("has the mean of the probabilities as its softmax, within 1e-6 relative", () => {
    for (const [row, shares] of wanted.entries()) {
      for (const [c, share] of shares.entries()) {
        const got = Math.exp(found[row * WIDTH + c] ?? 0);
        expect(Math.abs(got - share), `${row}, ${c}`).toBeLessThan(1e-6 * share);
      }
    }
  });

  test("does not depend on how the examples come in batches", () => {
    expect(average(description, models, EXAMPLES)).toEqual(found);
    expect(average(description, models, 1)).toEqual(found);
  });

  test("is judged as a model's outputs: accuracy of the highest mean, loss -log of its share of the label within 1e-6", async () => {
    const targets = Uint8Array.from({ length: EXAMPLES }, (_, i) => (i * 3) % CLASSES);
    const judged = await judgeOutputs(
      {
        spec: { loss: { type: "cross_entropy", label_smoothing: 0, reduction: "mean" } },
        ...{ description, outputs: found, targets },
        inputs: { shape: [1], dtype: "f32", values: made(9, 1, EXAMPLES) },
      },
      options,
    );
    const best = wanted.map((shares) => shares.indexOf(Math.max(...shares)));
    const right = best.filter((c, i) => c === targets[i]).length;
    const loss = wanted.reduce((sum, shares, i) => sum - Math.log(shares[targets[i] ?? 0] ?? 0), 0) / EXAMPLES;
    expect(judged?.metrics.accuracy).toBe(right / EXAMPLES);
    expect(Math.abs((judged?.metrics.loss ?? 0) - loss)).toBeLessThan(1e-6);
    const { predictions, worst } = judged ?? {};
    if (predictions?.kind !== "class") throw new Error("there must be classes");
    expect([...predictions.predicted]).toEqual(best);
    for (const [i, score] of predictions.score.entries()) {
      expect(Math.abs(score - Math.max(...(wanted[i] ?? [])))).toBeLessThan(1e-6);
    }
    expect(worst?.examples.length).toBe(Math.min(24, EXAMPLES - right));
  });

  test("stays finite where no model gives a class any probability that a double can hold", () => {
    const far = new Float32Array(EXAMPLES * WIDTH);
    far.fill(-5000);
    for (let row = 0; row < EXAMPLES; row++) far[row * WIDTH] = 0;
    const outputs = average(description, [far, far]);
    expect([...outputs.subarray(0, 2)]).toEqual([0, -5000]);
  });
});

test("values are averaged as they are: f32 of the mean in double precision", () => {
  const description = { target: { kind: "values", size: 2 }, outputs: "values" } as const;
  const models = [made(4, 100, 2 * EXAMPLES), made(5, 1e-3, 2 * EXAMPLES), made(6, 7, 2 * EXAMPLES)];
  const [a, b, c] = models as [Float32Array, Float32Array, Float32Array];
  expect(average(description, models)).toEqual(a.map((value, i) => (value + (b[i] ?? 0) + (c[i] ?? 0)) / 3));
});

describe("an average of sigmoids, of log odds to predict values", () => {
  const description = { target: { kind: "values", size: 2 }, outputs: "log_odds" } as const;
  const sigmoids = (x: Float32Array): Float32Array => x.map((value) => 1 / (1 + Math.exp(-value)));
  const models = [made(7, 6, 2 * EXAMPLES), made(8, 3, 2 * EXAMPLES), made(9, 1, 2 * EXAMPLES)].map(sigmoids);
  const found = average(description, models);
  const judge = (outputs: Float32Array, targets: Float32Array, pos_weight = 1) =>
    judgeOutputs(
      {
        spec: { loss: { type: "bce_with_logits", pos_weight, reduction: "mean" } },
        ...{ description, outputs, targets },
        inputs: { shape: [1], dtype: "f32", values: made(9, 1, EXAMPLES) },
      },
      options,
    );
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  test.each([1, 3])(
    "is what is predicted; with pos_weight %d, BCE and metrics are its own within 1e-6",
    async (weight) => {
      const targets = Float32Array.from({ length: 2 * EXAMPLES }, (_, i) => ((i * 3) % 5) / 4);
      const judged = await judge(found, targets, weight);
      const shares = Array.from(found.keys(), (i) => mean(models.map((model) => model[i] ?? 0)));
      const losses = shares.map((p, i) => {
        const t = targets[i] ?? 0;
        return -weight * t * Math.log(p) - (1 - t) * Math.log(1 - p);
      });
      const errors = shares.map((p, i) => Math.abs(p - (targets[i] ?? 0)));
      expect(Math.abs((judged?.metrics.loss ?? 0) - mean(losses))).toBeLessThan(1e-6);
      expect(Math.abs((judged?.metrics.mae ?? 0) - mean(errors))).toBeLessThan(1e-6);
      if (judged?.predictions.kind !== "values") throw new Error("there must be values");
      expect(judged.predictions.predicted).toEqual(found);
      expect([...found]).toEqual(shares.map(Math.fround));
    },
  );

  test("rounded to 0 or 1, is taken for the nearest that a single would still have rounded there", async () => {
    const all = (value: number) => new Float32Array(2 * EXAMPLES).fill(value);
    const loss = async (p: number, t: number) => (await judge(all(p), all(t)))?.metrics.loss;
    expect(await loss(1, 0)).toBeCloseTo(25 * Math.LN2, 4);
    expect(await loss(0, 1)).toBeCloseTo(150 * Math.LN2, 4);
    expect(await loss(1, 1)).toBeLessThan(1e-7);
    expect(await loss(0, 0)).toBeLessThan(1e-7);
  });
});
