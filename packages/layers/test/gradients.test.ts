import { createEngine, elementsOf, sizeOf, stream, type Tensor } from "@assay/kernels";
import { afterAll, describe, expect, test } from "vitest";
import { initialize, layers, type PartSpec, type Shape } from "../src/index.ts";
import { compileModel } from "./compile-model.ts";
import { TOLERANCES } from "./tolerances.ts";

interface Case {
  readonly part: PartSpec;
  readonly input: Shape;
  readonly batch?: number;
}

/** At least one case for every registered layer; odd sizes, and every option that changes a formula. */
const cases: Case[] = [
  { part: { type: "linear", out_features: 5 }, input: [7] },
  { part: { type: "linear", out_features: 1, bias: false }, input: [1] },
  { part: { type: "conv2d", out_channels: 3, kernel_size: 3 }, input: [5, 6, 2] },
  { part: { type: "conv2d", out_channels: 9, kernel_size: [2, 3], padding: 1, bias: false }, input: [4, 5, 1] },
  { part: { type: "conv2d", out_channels: 2, kernel_size: 3, stride: 2, padding: 1 }, input: [7, 6, 3] },
  { part: { type: "conv2d", out_channels: 2, kernel_size: 2, stride: 3 }, input: [6, 6, 2] },
  { part: { type: "conv2d", out_channels: 2, kernel_size: 4, padding: "same" }, input: [5, 5, 1] },
  { part: { type: "conv2d", out_channels: 2, kernel_size: 3, dilation: 2, padding: "same" }, input: [6, 5, 2] },
  { part: { type: "conv2d", out_channels: 6, kernel_size: [3, 2], groups: 2 }, input: [5, 4, 4] },
  {
    part: { type: "conv2d", out_channels: 6, kernel_size: 3, stride: 2, padding: 2, dilation: 2, groups: 3 },
    input: [7, 8, 3],
  },
  { part: { type: "conv2d", out_channels: 5, kernel_size: 3, padding: 1, groups: 5 }, input: [4, 6, 5] },
  { part: { type: "conv2d", out_channels: 3, kernel_size: [2, 3], stride: 2, groups: 3 }, input: [6, 7, 3] },
  {
    part: { type: "conv2d", out_channels: 2, kernel_size: 3, stride: [1, 2], padding: [2, 0], dilation: [2, 1] },
    input: [5, 6, 2],
  },
  { part: { type: "max_pool2d", kernel_size: 2 }, input: [5, 4, 3] },
  { part: { type: "max_pool2d", kernel_size: [2, 3], dilation: [3, 1], ceil_mode: true }, input: [7, 7, 2] },
  { part: { type: "max_pool2d", kernel_size: 3, stride: 2, padding: 1 }, input: [5, 6, 4] },
  { part: { type: "avg_pool2d", kernel_size: 2 }, input: [4, 5, 5] },
  { part: { type: "avg_pool2d", kernel_size: [3, 2], stride: 1, padding: 1 }, input: [4, 4, 2] },
  {
    part: { type: "avg_pool2d", kernel_size: 3, stride: 2, padding: 1, ceil_mode: true, count_include_pad: false },
    input: [6, 4, 2],
  },
  { part: { type: "avg_pool2d", kernel_size: 3, stride: 2, padding: [0, 1], ceil_mode: true }, input: [6, 5, 1] },
  { part: { type: "adaptive_avg_pool2d", output_size: 1 }, input: [3, 4, 5] },
  { part: { type: "adaptive_avg_pool2d", output_size: [3, 2] }, input: [4, 5, 2] },
  { part: { type: "adaptive_avg_pool2d", output_size: [5, 1] }, input: [2, 2, 3] },
  { part: { type: "flatten" }, input: [2, 3, 2] },
  { part: { type: "batch_norm" }, input: [3, 2, 3], batch: 4 },
  { part: { type: "batch_norm", affine: false }, input: [5], batch: 7 },
  { part: { type: "layer_norm" }, input: [7] },
  { part: { type: "layer_norm", bias: false }, input: [2, 3, 2] },
  { part: { type: "layer_norm", elementwise_affine: false, eps: 0.1 }, input: [5] },
  { part: { type: "group_norm", num_groups: 2 }, input: [3, 2, 4] },
  { part: { type: "group_norm", num_groups: 3, affine: false }, input: [2, 2, 3] },
  { part: { type: "dropout", p: 0.4 }, input: [17] },
  { part: { type: "dropout", p: 1 }, input: [5] },
  { part: { type: "dropout2d", p: 0.4 }, input: [2, 3, 7] },
  { part: { type: "relu" }, input: [11] },
  { part: { type: "sigmoid" }, input: [11] },
  { part: { type: "tanh" }, input: [11] },
  { part: { type: "leaky_relu", negative_slope: 0.2 }, input: [11] },
  { part: { type: "prelu" }, input: [2, 3, 3] },
  { part: { type: "prelu", num_parameters: 5, init: -0.5 }, input: [2, 2, 5] },
  { part: { type: "elu", alpha: 1.5 }, input: [11] },
  { part: { type: "selu" }, input: [11] },
  { part: { type: "gelu" }, input: [11] },
  { part: { type: "gelu", approximate: "tanh" }, input: [11] },
  { part: { type: "silu" }, input: [11] },
  { part: { type: "mish" }, input: [11] },
  { part: { type: "hardswish" }, input: [11] },
  { part: { type: "softplus", beta: 2, threshold: 1 }, input: [11] },
  { part: { type: "softmax" }, input: [2, 3, 5] },
  { part: { type: "softmax" }, input: [7] },
  { part: { type: "residual", body: [{ type: "linear", out_features: 4 }, { type: "tanh" }] }, input: [4] },
  {
    part: {
      type: "residual",
      body: [{ type: "conv2d", out_channels: 3, kernel_size: 3, padding: 1 }],
      shortcut: [{ type: "conv2d", out_channels: 3, kernel_size: 1 }],
    },
    input: [4, 4, 2],
  },
  {
    part: {
      type: "concat",
      branches: [
        [],
        [{ type: "conv2d", out_channels: 2, kernel_size: 1 }],
        [{ type: "conv2d", out_channels: 3, kernel_size: 3, padding: 1 }, { type: "tanh" }],
      ],
    },
    input: [3, 4, 2],
  },
  { part: { type: "repeat", times: 3, body: [{ type: "linear", out_features: 4 }, { type: "tanh" }] }, input: [5] },
  { part: { type: "repeat", times: 2, body: [{ type: "silu" }] }, input: [6] },
  { part: { type: "concat", branches: [[{ type: "linear", out_features: 3 }], [{ type: "sigmoid" }]] }, input: [5] },
];

const engine = createEngine({ threads: 2 });
afterAll(() => engine.close());

/** Values that keep a distance from the kinks of relu and from ties of a maximum: a shuffled grid without zero. */
function spread(values: Float32Array, purpose: string): void {
  const random = stream(1, purpose);
  const order = Array.from(values, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  for (let i = 0; i < values.length; i++) values[i] = (((order[i] as number) + 0.3) / values.length) * 3 - 1.5;
}

function compile({ part, input, batch = 3 }: Case) {
  const compiled = compileModel(engine, [part], input, { batch });
  initialize(compiled.model, 1, (tensor, values) => elementsOf(engine, tensor).set(values));
  // The gradient of the input was asked for, so it is there.
  return { ...compiled, dx: compiled.dx as Tensor };
}

describe("layers", () => {
  test("every registered layer has a case", () => {
    const tested = new Set(cases.map(({ part }) => part.type));
    const missing = Object.keys(layers).filter((type) => !tested.has(type));
    expect(missing, "registered without a case: add one to `cases` in packages/layers/test/gradients.test.ts").toEqual(
      [],
    );
  });

  test.each(cases)(
    `$part.type on $input: gradients of input and parameters match central differences within ${100 * TOLERANCES.differences} %`,
    (item) => {
      const { model, x, y, dx, dy, run, read } = compile(item);
      spread(read(x), "x");
      const random = stream(2, "dy");
      for (const [i] of read(dy).entries()) read(dy)[i] = random() * 2 - 1;

      /** L = Σ dy · y, so that ∂L/∂y = dy; summed in double precision. */
      const loss = (): number => {
        run();
        return read(y).reduce((sum, value, i) => sum + value * (read(dy)[i] as number), 0);
      };
      loss();
      const checked = [{ name: "input", values: read(x), gradient: read(dx).slice() }].concat(
        model.parameters.map(({ name, value, gradient }) => ({
          name,
          values: read(value),
          gradient: read(gradient).slice(),
        })),
      );
      const h = 1 / 256;
      for (const { name, values, gradient } of checked) {
        for (let i = 0; i < values.length; i++) {
          const before = values[i] as number;
          values[i] = before + h;
          const above = loss();
          values[i] = before - h;
          const below = loss();
          values[i] = before;
          const numeric = (above - below) / (2 * h);
          expect(
            Math.abs((gradient[i] as number) - numeric),
            `${name}[${i}]: ${gradient[i]} against ${numeric}`,
          ).toBeLessThan(TOLERANCES.differences * Math.max(0.1, Math.abs(numeric)));
        }
      }
    },
  );

  test.each(cases)(
    "$part.type on $input: the output has the declared shape, and runs repeat bit by bit without allocating",
    (item) => {
      const { model, x, y, run, read } = compile(item);
      expect(sizeOf(y.shape)).toBe((item.batch ?? 3) * sizeOf(model.output));
      spread(read(x), "x");
      run();
      const first = read(model.gradients).slice();
      const used = engine.arena.used;
      run();
      expect(read(model.gradients)).toEqual(first);
      expect(engine.arena.used).toBe(used);
    },
  );
});
