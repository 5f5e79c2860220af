import { sizeOf, stream, type Tensor } from "@assay/kernels";
import { describe, expect, test } from "vitest";
import { createModel, initialize, initializers, type PartSpec, type Shape } from "../src/index.ts";

/** What a new model's parameters and buffers hold, by name. */
function start(architecture: readonly PartSpec[], input: Shape, seed = 1): Map<string, Float32Array | Int32Array> {
  const model = createModel(architecture, input);
  const written = new Map<Tensor, Float32Array | Int32Array>();
  initialize(model, seed, (tensor, values) => written.set(tensor, values.slice()));
  const named = [
    ...model.parameters,
    ...model.buffers,
    ...model.streams.map(({ purpose, value }) => ({ name: purpose, value })),
  ];
  expect(written.size).toBe(named.length);
  return new Map(named.map(({ name, value }) => [name, written.get(value) as Float32Array]));
}

describe("initialize", () => {
  const linear = (out_features: number, init?: PartSpec): PartSpec => ({
    type: "linear",
    out_features,
    ...(init && { init }),
  });

  test("a parameter's start depends on seed, name and shape alone, not on the layers beside it", () => {
    const plain = start([linear(6), { type: "relu" }, linear(6)], [6]);
    const other = start(
      [linear(6, { type: "zeros" }), { type: "batch_norm" }, linear(6), { type: "dropout" }, linear(3)],
      [6],
    );
    expect(other.get("2.weight")).toEqual(plain.get("2.weight"));
    expect(other.get("2.bias")).toEqual(plain.get("2.bias"));
    expect(other.get("0.bias")).toEqual(plain.get("0.bias"));
    expect(start([linear(6), { type: "relu" }, linear(6)], [6])).toEqual(plain);
  });

  test("parameters of one shape, and seeds, differ", () => {
    const [one, two] = [start([linear(6), linear(6)], [6]), start([linear(6), linear(6)], [6], 2)];
    const weights = [one.get("0.weight"), one.get("1.weight"), two.get("0.weight"), two.get("1.weight")].map((values) =>
      values?.join(),
    );
    expect(new Set(weights).size).toBe(4);
    expect(weights.every((text) => text !== undefined && !text.includes("NaN"))).toBe(true);
  });

  test("weights and biases of linear and conv2d start uniform in ±1/√fan_in, as in PyTorch", () => {
    const layers = [{ type: "conv2d", out_channels: 40, kernel_size: [2, 3] }, { type: "flatten" }, linear(300)];
    const values = start(layers, [3, 4, 6]);
    for (const [name, fan] of [
      ["0.weight", 36],
      ["0.bias", 36],
      ["2.weight", 160],
      ["2.bias", 160],
    ] as const) {
      const bound = 1 / Math.sqrt(fan);
      const largest = Math.max(...Array.from(values.get(name) ?? [], Math.abs));
      expect(largest, name).toBeLessThanOrEqual(bound * (1 + 2 ** -23));
      expect(largest, name).toBeGreaterThan(0.85 * bound);
    }
  });

  test("a batch norm starts as the identity; a dropout gets a key of its own", () => {
    const values = start([{ type: "batch_norm" }, { type: "dropout" }, { type: "dropout" }], [3]);
    const floats = { weight: 1, bias: 0, running_mean: 0, running_var: 1 };
    for (const [name, value] of Object.entries(floats))
      expect(values.get(`0.${name}`)).toEqual(new Float32Array(3).fill(value));
    expect(values.get("dropout/1")).toHaveLength(2);
    expect(values.get("dropout/1")).not.toEqual(values.get("dropout/2"));
  });

  test("`init` of a layer is what its weight gets, from the same stream", () => {
    const values = start([linear(5, { type: "normal", std: 3 })], [4]);
    const expected = new Float32Array(sizeOf([4, 5]));
    initializers.normal.fill(expected, { std: 3 }, { in: 4, out: 5 }, stream(1, "init/0.weight"));
    expect(values.get("0.weight")).toEqual(expected);
  });

  test.each([
    [{ type: "uniform", a: 1, b: 1 }, "[layers/uniform] b must be above a = 1, got 1", [0, "init", "b"]],
    [{ type: "trunc_normal", a: 3 }, "[layers/trunc_normal] b must be above a = 3, got 2", [0, "init", "b"]],
  ])("%j is refused where it stands", (init, message, path) => {
    const refusal = expect.objectContaining({ name: "InputError", message, path });
    expect(() => start([linear(5, init)], [4])).toThrow(refusal);
  });

  test("a bias has no orthogonal start", () => {
    const layers = [{ type: "linear", out_features: 5, bias_init: { type: "orthogonal" } }];
    const message = "[layers/orthogonal] needs a weight of two axes or more, got [5]; use it for init, not bias_init";
    expect(() => start(layers, [4])).toThrow(expect.objectContaining({ message, path: [0, "bias_init"] }));
  });

  test("an unknown initializer is named", () => {
    expect(() => start([linear(5, { type: "orthogonal_ish" })], [4])).toThrow(
      '[layers] unknown initializer "orthogonal_ish"',
    );
  });
});
