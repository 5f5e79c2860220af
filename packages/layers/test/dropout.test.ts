import { createEngine, elementsOf, sizeOf, type Tensor } from "@assay/kernels";
import { afterAll, describe, expect, test } from "vitest";
import { createModel, initialize, type PartSpec, type Shape } from "../src/index.ts";
import { compileModel } from "./compile-model.ts";

const engine = createEngine({ threads: 2 });
afterAll(() => engine.close());

/** Runs layers on ones, and on ones as the gradient of their output. */
function run(parts: readonly PartSpec[], input: Shape, { batch = 1, training = true, step = 0, seed = 1 } = {}) {
  const { model, x, dy, y, dx, run, read } = compileModel(engine, parts, input, { batch, training });
  initialize(model, seed, (tensor, values) => elementsOf(engine, tensor).set(values));
  elementsOf(engine, model.step)[0] = step;
  read(x).fill(1);
  read(dy).fill(1);
  run();
  return { y: read(y).slice(), dx: read(dx as Tensor).slice() };
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const CHANNELS = 20_000;

describe.each([
  ["dropout", [CHANNELS]],
  ["dropout2d", [1, 2, CHANNELS]],
] as const)("%s", (type, input) => {
  test.each([0.1, 0.5, 0.9])(
    "p = %s: a share of p is zero, within 4 standard deviations, and the rest x / (1 − p): the mean stays",
    (p) => {
      const { y } = run([{ type, p }], input);
      const row = y.slice(0, CHANNELS);
      const zeros = row.filter((value) => value === 0).length / CHANNELS;
      const deviation = Math.sqrt((p * (1 - p)) / CHANNELS);
      expect(Math.abs(zeros - p)).toBeLessThan(4 * deviation);
      expect(Math.abs(mean(row) - 1)).toBeLessThan((4 * deviation) / (1 - p));
      expect(new Set(y)).toEqual(new Set([0, Math.fround(1 / (1 - p))]));
    },
  );

  test("the gradient has the mask of the output; another step, sample or seed has another", () => {
    const part = { type, p: 0.5 };
    const { y, dx } = run([part], input, { batch: 2 });
    expect(dx).toEqual(y);
    const one = y.slice(0, CHANNELS);
    const others = [
      y.slice(y.length / 2, y.length / 2 + CHANNELS),
      run([part], input, { step: 1 }).y.slice(0, CHANNELS),
      run([part], input, { seed: 2 }).y.slice(0, CHANNELS),
    ];
    for (const other of others) {
      const same = one.filter((value, i) => value === other[i]).length / CHANNELS;
      expect(Math.abs(same - 0.5)).toBeLessThan(0.02);
    }
  });

  test("p = 1: outputs and gradients are zero; p = 0 and evaluation: the input itself", () => {
    const zeros = new Float32Array(sizeOf(input));
    expect(run([{ type, p: 1 }], input)).toEqual({ y: zeros, dx: zeros });
    const ones = zeros.map(() => 1);
    expect(run([{ type, p: 0 }], input)).toEqual({ y: ones, dx: ones });
    expect(run([{ type, p: 1 }], input, { training: false })).toEqual({ y: ones, dx: ones });
  });
});

test("dropout2d drops a channel of an image in all of its pixels, and needs an image", () => {
  const { y } = run([{ type: "dropout2d", p: 0.5 }], [3, 4, 33], { batch: 3 });
  for (let i = 0; i < y.length; i++) expect(y[i]).toBe(y[Math.floor(i / (12 * 33)) * 12 * 33 + (i % 33)]);
  expect(() => createModel([{ type: "dropout2d" }], [7])).toThrow("[layers/dropout2d] needs an image");
});

test.each([
  ["a relu", [{ type: "relu" }]],
  ["a relu and a max-pool", [{ type: "relu" }, { type: "max_pool2d", kernel_size: 2 }]],
])("p = 1 after %s, where the kernels are fused: outputs and gradients are zero", (_, parts) => {
  const { y, dx } = run([...parts, { type: "dropout", p: 1 }], [4, 4, 5]);
  expect(y.every((value) => value === 0)).toBe(true);
  expect(dx).toEqual(new Float32Array(80));
});
