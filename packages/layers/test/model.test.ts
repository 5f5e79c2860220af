import { accessesOf, callsOf, createEmitter, createProgram, createTensor, sizeOf } from "@assay/kernels";
import { describe, expect, test } from "vitest";
import type { SequenceEntry } from "../src/contract.ts";
import { createModel, emitModel, losses, type PartSpec, type Shape } from "../src/index.ts";

const conv = (out_channels: number, kernel_size: number, options: object = {}): PartSpec => ({
  type: "conv2d",
  out_channels,
  kernel_size,
  ...options,
});
const linear = (out_features: number): PartSpec => ({ type: "linear", out_features });
const pool: PartSpec = { type: "max_pool2d", kernel_size: 2 };
const flatten: PartSpec = { type: "flatten" };
const relu: PartSpec = { type: "relu" };

const IMAGE: Shape = [28, 28, 1];
const lenet: readonly PartSpec[] = [
  conv(6, 5, { padding: 2 }),
  { type: "batch_norm" },
  relu,
  pool,
  conv(16, 5, { bias: false }),
  { type: "tanh" },
  { type: "avg_pool2d", kernel_size: 2 },
  flatten,
  { type: "dropout", p: 0.2 },
  linear(10),
];

const branched: readonly PartSpec[] = [
  conv(4, 3, { padding: "same" }),
  {
    type: "residual",
    body: [conv(8, 3, { padding: 1, stride: 2 }), { type: "batch_norm" }],
    shortcut: [conv(8, 1, { stride: 2 })],
  },
  { type: "concat", branches: [[], [conv(2, 1), relu], [{ type: "residual", body: [conv(8, 3, { padding: 1 })] }]] },
  flatten,
  linear(3),
];

describe("shapes, parameters and operations", () => {
  const model = createModel(lenet, IMAGE);

  test("each layer's output follows from the one before", () => {
    expect(model.entries.map(({ layer }) => layer.output)).toEqual([
      [28, 28, 6],
      [28, 28, 6],
      [28, 28, 6],
      [14, 14, 6],
      [10, 10, 16],
      [10, 10, 16],
      [5, 5, 16],
      [400],
      [400],
      [10],
    ]);
    expect(model.output).toEqual([10]);
  });

  test("parameters and buffers are named as in PyTorch's state dict, in its order", () => {
    const named = model.parameters.map(({ name, shape }) => [name, ...shape]);
    expect(named).toEqual([
      ["0.weight", 5, 5, 1, 6],
      ["0.bias", 6],
      ["1.weight", 6],
      ["1.bias", 6],
      ["4.weight", 5, 5, 6, 16],
      ["9.weight", 400, 10],
      ["9.bias", 10],
    ]);
    expect(model.buffers.map(({ name }) => name)).toEqual(["1.running_mean", "1.running_var"]);
    expect(model.streams.map(({ purpose }) => purpose)).toEqual(["dropout/8"]);
    expect(model.parameterCount).toBe(150 + 6 + 12 + 2400 + 4000 + 10);
  });

  test("parameters lie in one block, gradients in another of the same layout, each on a cache line, none over another", () => {
    let end = 0;
    for (const { value, gradient, shape } of model.parameters) {
      expect(value.storage).toBe(model.values.storage);
      expect(gradient.storage).toBe(model.gradients.storage);
      expect(gradient.offset).toBe(value.offset);
      expect(value.offset % 64).toBe(0);
      expect(value.offset).toBeGreaterThanOrEqual(end);
      end = value.offset + 4 * sizeOf(shape);
    }
    expect(model.values.storage.bytes).toBe(model.gradients.storage.bytes);
    expect(model.values.storage.bytes).toBe(4 * sizeOf(model.values.shape));
    expect(model.values.storage.bytes).toBeGreaterThanOrEqual(end);
  });

  test("FLOPs of a sample: two for each multiply-add, one for each comparison or sum", () => {
    const flops = Object.fromEntries(model.entries.map(({ path, layer }) => [path, layer.flops]));
    expect(flops[0]).toBe(2 * 28 * 28 * 6 * 25);
    expect(flops[1]).toBe(2 * 28 * 28 * 6);
    expect(flops[2]).toBe(28 * 28 * 6);
    expect(flops[3]).toBe(14 * 14 * 6 * 4);
    expect(flops[4]).toBe(2 * 10 * 10 * 16 * 150);
    expect(flops[9]).toBe(2 * 400 * 10);
    expect(model.flops).toBe(Object.values(flops).reduce((sum, value) => sum + value, 0));
  });

  test("groups divide a convolution's weights, FLOPs and the inputs of a unit", () => {
    const grouped = createModel([conv(12, 3, { groups: 4 })], [6, 5, 8]);
    const [weight] = grouped.parameters;
    expect(weight?.shape).toEqual([3, 3, 2, 12]);
    expect(weight?.fan).toEqual({ in: 18, out: 108 });
    expect(grouped.flops).toBe(2 * 4 * 3 * 12 * 18);
  });

  test("same keeps the size for odd and even kernels; stride and padding round down", () => {
    const output = (part: PartSpec, input: Shape): Shape => createModel([part], input).output;
    for (const kernel of [1, 2, 3, 4, 7])
      expect(output(conv(2, kernel, { padding: "same" }), [7, 9, 1])).toEqual([7, 9, 2]);
    expect(output(conv(2, 3, { stride: 2 }), [8, 7, 1])).toEqual([3, 3, 2]);
    expect(output(conv(2, 3, { stride: 2, padding: 1 }), [8, 7, 1])).toEqual([4, 4, 2]);
    expect(output(conv(2, 3, { padding: "valid" }), [8, 7, 1])).toEqual([6, 5, 2]);
    for (const kernel of [2, 3, 5])
      expect(output(conv(2, kernel, { padding: "same", dilation: 3 }), [7, 9, 1])).toEqual([7, 9, 2]);
    expect(output(conv(2, 3, { stride: 2, padding: 1, dilation: 2 }), [9, 8, 1])).toEqual([4, 3, 2]);
    expect(output({ type: "max_pool2d", kernel_size: 3, stride: 2, padding: 1 }, [8, 7, 5])).toEqual([4, 4, 5]);
    expect(output({ type: "avg_pool2d", kernel_size: [2, 3], stride: 1 }, [8, 7, 5])).toEqual([7, 5, 5]);
    expect(output({ type: "max_pool2d", kernel_size: [2, 3] }, [8, 7, 5])).toEqual([4, 2, 5]);
    // Rounded up, but no window begins after the last pixel.
    expect(output({ type: "max_pool2d", kernel_size: 3, stride: 2, ceil_mode: true }, [8, 7, 5])).toEqual([4, 3, 5]);
    expect(output({ type: "avg_pool2d", kernel_size: 1, stride: 3, ceil_mode: true }, [8, 6, 5])).toEqual([3, 2, 5]);
  });
});

describe("branches", () => {
  const model = createModel(branched, [8, 6, 3]);

  /** All entries, those inside others too. */
  const all = (entries: readonly SequenceEntry[]): SequenceEntry[] =>
    entries.flatMap((entry) => [entry, ...all(entry.layer.children ?? [])]);

  test("every layer has its path and type", () => {
    expect(all(model.entries).map(({ path, type }) => `${path} ${type}`)).toEqual([
      "0 conv2d",
      "1 residual",
      "1.body.0 conv2d",
      "1.body.1 batch_norm",
      "1.shortcut.0 conv2d",
      "2 concat",
      "2.branches.1.0 conv2d",
      "2.branches.1.1 relu",
      "2.branches.2.0 residual",
      "2.branches.2.0.body.0 conv2d",
      "3 flatten",
      "4 linear",
    ]);
  });

  test("parameters and buffers are named by their layer's path, and each belongs to one entry", () => {
    const names = model.parameters.map(({ name }) => name);
    expect(names).toContain("1.body.1.weight");
    expect(names).toContain("2.branches.2.0.body.0.bias");
    expect(model.buffers.map(({ name }) => name)).toEqual(["1.body.1.running_mean", "1.body.1.running_var"]);
    for (const { path, parameters } of all(model.entries)) {
      for (const { name } of parameters) expect(name.slice(0, name.lastIndexOf("."))).toBe(path);
    }
    expect(
      all(model.entries)
        .flatMap(({ parameters }) => parameters.map(({ name }) => name))
        .sort(),
    ).toEqual(names.sort());
  });

  test("outputs add up along the channels", () => {
    expect(model.entries.map(({ layer }) => layer.output)).toEqual([[8, 6, 4], [4, 3, 8], [4, 3, 18], [216], [3]]);
  });

  test("FLOPs of the branches are those of their layers, and one for each sum of a residual", () => {
    const [, residual, concat] = model.entries.map(({ layer }) => layer.flops);
    expect(residual).toBe(2 * 96 * 36 + 2 * 96 + 2 * 96 * 4 + 96);
    expect(concat).toBe(2 * 24 * 8 + 24 + (2 * 96 * 72 + 96));
  });

  test("the operations of each layer carry its path in their tensors' labels", () => {
    const emitter = createEmitter(2, false);
    model.forward(emitter, createTensor("x", [2, 8, 6, 3], "f32", true));
    const written = callsOf(createProgram(emitter).phases).flatMap((call) =>
      accessesOf(call).filter(({ writes }) => writes),
    );
    const labels = new Set(written.map(({ tensor }) => tensor.storage.label));
    for (const [outer, inner] of [
      ["1 residual", "1.body.0 conv2d"],
      ["2 concat", "2.branches.1.0 conv2d"],
    ] as const) {
      expect([...labels]).toContain(`${outer}: output`);
      expect([...labels].filter((label) => label.endsWith(`${inner}: output`))).toHaveLength(1);
    }
  });
});

describe("programs", () => {
  const program = (training: boolean) => {
    const model = createModel(lenet, IMAGE);
    const emitter = createEmitter(3, training);
    const batch = {
      x: createTensor("x", [3, ...IMAGE], "f32", true),
      targets: createTensor("labels", [3], "i32", true),
    };
    const built = emitModel(model, losses.cross_entropy.build({ label_smoothing: 0 }, [10]), emitter, batch);
    return { model, batch, built, calls: callsOf(createProgram(emitter).phases) };
  };
  const writesTo = ({ calls, model }: ReturnType<typeof program>) =>
    calls.flatMap(accessesOf).filter(({ writes, tensor }) => writes && tensor.storage === model.gradients.storage);

  test("a training step writes every parameter's gradient once, and no parameter", () => {
    const step = program(true);
    const offsets = writesTo(step).map(({ tensor }) => tensor.offset);
    expect(offsets.sort((a, b) => a - b)).toEqual(step.model.parameters.map(({ gradient }) => gradient.offset));
    const written = step.calls.flatMap(accessesOf).filter(({ writes }) => writes);
    expect(written.some(({ tensor }) => tensor.storage === step.model.values.storage)).toBe(false);
  });

  test("nobody computes the gradient of the batch itself", () => {
    const { calls, batch } = program(true);
    expect(calls.filter(({ kernel }) => kernel === "pack_flipped")).toHaveLength(1); // of the second convolution alone
    expect(calls.flatMap(accessesOf).some(({ writes, tensor }) => writes && tensor.storage === batch.x.storage)).toBe(
      false,
    );
  });

  test("an evaluation step has no gradients and no dropout", () => {
    const evaluation = program(false);
    expect(writesTo(evaluation)).toEqual([]);
    expect(evaluation.calls.filter(({ kernel }) => kernel.includes("backward") || kernel === "dropout")).toEqual([]);
    expect(evaluation.built.y.shape).toEqual([3, 10]);
  });
});
