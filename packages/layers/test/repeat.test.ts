import { createEmitter, createTensor, InputError } from "@assay/kernels";
import { expect, test } from "vitest";
import { createModel, type PartSpec, type Shape } from "../src/index.ts";

const linear = (out_features: number): PartSpec => ({ type: "linear", out_features });
const conv = (out_channels: number, options: object = {}): PartSpec => ({
  type: "conv2d",
  out_channels,
  kernel_size: 3,
  ...options,
});
const repeat = (times: number, ...body: readonly PartSpec[]): PartSpec => ({ type: "repeat", times, body });

/** What building refuses. */
function refusalOf(architecture: readonly PartSpec[], input: Shape): InputError {
  try {
    createModel(architecture, input);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

test("each copy has parameters, buffers and random streams of its own, named by its number as in an nn.Sequential", () => {
  const model = createModel([linear(4), repeat(2, linear(4), { type: "batch_norm" }, { type: "dropout" })], [3]);
  expect(model.parameters.map(({ name }) => name)).toEqual([
    ...["0.weight", "0.bias"],
    ...["1.0.0.weight", "1.0.0.bias", "1.0.1.weight", "1.0.1.bias"],
    ...["1.1.0.weight", "1.1.0.bias", "1.1.1.weight", "1.1.1.bias"],
  ]);
  expect(model.buffers.map(({ name }) => name)).toEqual(
    ["1.0.1", "1.1.1"].flatMap((path) => [`${path}.running_mean`, `${path}.running_var`]),
  );
  expect(model.streams.map(({ purpose }) => purpose)).toEqual(["dropout/1.0.2", "dropout/1.1.2"]);
  expect(model.entries[1]?.layer.children?.map(({ path }) => path)).toEqual(
    ["0", "1"].flatMap((copy) => [0, 1, 2].map((i) => `1.${copy}.${i}`)),
  );
});

test("each copy is built for the output of the one before; FLOPs are those of all", () => {
  const model = createModel([repeat(3, conv(5, { stride: 2 }))], [31, 31, 2]);
  expect(model.output).toEqual([3, 3, 5]);
  const flops = [15 * 15 * 2, 7 * 7 * 5, 3 * 3 * 5].reduce((sum, products) => sum + 2 * 9 * 5 * products, 0);
  expect(model.flops).toBe(flops);
});

test("a body without layers passes its input on, however often", () => {
  const model = createModel([repeat(1000)], [3]);
  expect(model).toMatchObject({ output: [3], flops: 0 });
  const emitter = createEmitter(2, true);
  const x = createTensor("x", [2, 3], "f32", true);
  const { y, backward } = model.forward(emitter, x);
  expect([y, backward(x, true), emitter.operations]).toEqual([x, x, []]);
});

test("the first copy's first layer computes no gradient of an input that needs none", () => {
  const model = createModel([repeat(3, linear(3))], [3]);
  const emitter = createEmitter(2, true);
  const { y, backward } = model.forward(emitter, createTensor("x", [2, 3], "f32", true));
  expect(backward(y, false)).toBeUndefined();
  const gradients = emitter.operations.filter(({ kind }) => kind === "linear_backward");
  expect(gradients.map(({ fields }) => "dx" in fields && fields.dx !== undefined)).toEqual([true, true, false]);
});

test("an error in a later copy leads to the option and tells which copy it is", () => {
  expect(refusalOf([repeat(4, { type: "relu" }, conv(2, { stride: 2 }))], [12, 12, 1])).toMatchObject({
    path: [0, "body", 1, "kernel_size"],
    rule: expect.stringMatching(/ \(in copy 3 of 4\)$/),
  });
  expect(refusalOf([repeat(4, conv(2, { kernel_size: 13 }))], [12, 12, 1]).rule).not.toContain("copy");
});

test("repeats in repeats end at 5,000 layers", () => {
  expect(() => createModel([repeat(1000, { type: "relu" }, { type: "relu" }, { type: "relu" })], [3])).not.toThrow();
  const refused = refusalOf([repeat(1000, repeat(1000, repeat(1000, { type: "relu" })))], [3]);
  expect(refused.message).toContain("an architecture has at most 5000 layers");
});
