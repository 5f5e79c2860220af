import { afterAll, describe, expect, test } from "vitest";
import { elementsOf } from "../src/elements.ts";
import { createEngine } from "../src/engine.ts";
import { type FusionName, fusionRules } from "../src/fusion.ts";
import { callsOf } from "../src/program.ts";
import { createBench, randomize } from "../src/self-test/bench.ts";
import { createTensor, type Tensor } from "../src/tensor.ts";

const engines = [createEngine({ threads: 2, numerics: "fused" }), createEngine({ threads: 1, numerics: "strict" })];
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

const ALL = Object.keys(fusionRules) as FusionName[];
const [BATCH, ROWS, CHANNELS] = [5, 11, 23];
const size = { rows: ROWS, channels: CHANNELS };
const whole = { ...size, values: BATCH * ROWS };

describe.each(engines)("batch norm and relu, forward and backward, $numerics", (engine) => {
  /** The outputs with these rules, and the kernels that ran; with `shared` the norm's output is read once more. */
  function evaluate(fusions: readonly FusionName[], shared = false) {
    const map = (label: string): Tensor => createTensor(label, [BATCH, ROWS, CHANNELS], "f32", true);
    const row = (label: string): Tensor => createTensor(label, [CHANNELS]);
    const inputs = [map("x"), map("dy"), row("weight"), row("bias")] as const;
    const outputs = [map("y"), map("dx"), row("dweight"), row("dbias"), map("copy")] as const;
    const running = [row("mean"), row("variance")] as const;
    const bench = createBench(engine, { batch: BATCH, fusions }, (emitter) => {
      const [x, dy, weight, bias] = inputs;
      const [y, dx, dweight, dbias, copy] = outputs;
      const partial = emitter.tensor("sums", [2, CHANNELS], "f64");
      const [moments, affine] = [
        emitter.workspace("moments", [4, CHANNELS]),
        emitter.workspace("scale", [2, CHANNELS]),
      ];
      const normal = emitter.tensor("normal", [ROWS, CHANNELS]);
      const [running_mean, running_var] = running;
      const statistics = {
        partial,
        weight,
        bias,
        running_mean,
        running_var,
        moments,
        affine,
        momentum: 0.1,
        eps: 1e-5,
      };
      emitter.emit("batch_norm_sums", { x, partial, ...whole });
      emitter.emit("batch_norm_finalize", { ...statistics, batch: BATCH, ...size });
      emitter.emit("batch_norm_apply", { x, affine, y: normal, ...size });
      emitter.emit("relu", { x: normal, y, size: ROWS * CHANNELS });
      if (shared) emitter.emit("add", { a: normal, b: normal, y: copy, size: ROWS * CHANNELS });
      const gradient = emitter.tensor("gradient", [ROWS, CHANNELS]);
      const sums = emitter.tensor("gradient sums", [2, CHANNELS], "f64");
      const coefficients = emitter.workspace("coefficients", [7, CHANNELS]);
      const gradients = { weight, moments, dweight, dbias, affine: coefficients };
      emitter.emit("relu_backward", { a: dy, b: y, y: gradient, size: ROWS * CHANNELS });
      emitter.emit("batch_norm_backward_sums", { x, dy: gradient, moments, partial: sums, ...whole });
      emitter.emit("batch_norm_backward_finalize", { partial: sums, ...gradients, batch: BATCH, ...size });
      emitter.emit("batch_norm_backward_apply", { dy: gradient, x, affine: coefficients, dx, ...whole });
      return [...inputs, ...outputs, ...running];
    });
    for (const tensor of inputs) randomize(engine, tensor);
    bench.run();
    return {
      values: outputs.map((tensor) => Array.from(elementsOf(engine, tensor))),
      kernels: callsOf(bench.program.phases).map(({ kernel }) => kernel),
    };
  }

  test("fused give the same bits, and no pass of the relu's own is left", () => {
    const [plain, fused] = [evaluate([]), evaluate(ALL)];
    expect(plain.kernels).toContain("relu_backward");
    expect(fused.kernels.filter((kernel) => kernel.startsWith("relu"))).toEqual([]);
    expect(fused.values).toEqual(plain.values);
    const [y = [], dx = []] = plain.values;
    expect(y.some((value) => value > 0) && y.some((value) => value === 0)).toBe(true);
    expect(dx.some((value) => value !== 0)).toBe(true);
  });

  test("a norm whose output somebody else reads keeps its relu", () => {
    const [plain, fused] = [evaluate([], true), evaluate(ALL, true)];
    expect(fused.kernels).toEqual(plain.kernels);
    expect(fused.values).toEqual(plain.values);
  });

  /** A residual block's end, forward and backward: y = relu(norm(x) + shortcut), or the other way round. */
  function evaluateSum(fusions: readonly FusionName[], normFirst: boolean) {
    const map = (label: string): Tensor => createTensor(label, [BATCH, ROWS, CHANNELS], "f32", true);
    const inputs = [map("x"), map("shortcut"), map("dy"), createTensor("affine", [2, CHANNELS])] as const;
    const outputs = [map("y"), createTensor("gradient sums", [BATCH, 2, CHANNELS], "f64", true)] as const;
    const moments = createTensor("moments", [4, CHANNELS]);
    const bench = createBench(engine, { batch: BATCH, fusions }, (emitter) => {
      const [x, shortcut, dy, affine] = inputs;
      const [y, partial] = outputs;
      const [normal, sum, gradient] = ["normal", "sum", "gradient"].map((label) =>
        emitter.tensor(label, [ROWS, CHANNELS]),
      ) as [Tensor, Tensor, Tensor];
      const elements = ROWS * CHANNELS;
      emitter.emit("batch_norm_apply", { x, affine, y: normal, ...size });
      const [a, b] = normFirst ? [normal, shortcut] : [shortcut, normal];
      emitter.emit("add", { a, b, y: sum, size: elements });
      emitter.emit("relu", { x: sum, y, size: elements });
      emitter.emit("relu_backward", { a: dy, b: y, y: gradient, size: elements });
      emitter.emit("batch_norm_backward_sums", { x, dy: gradient, moments, partial, ...whole });
      return [...inputs, ...outputs, moments];
    });
    for (const tensor of [...inputs, moments]) randomize(engine, tensor);
    bench.run();
    return {
      values: outputs.map((tensor) => Array.from(elementsOf(engine, tensor))),
      kernels: callsOf(bench.program.phases).map(({ kernel }) => kernel),
    };
  }

  test.each([true, false])("norm, sum and relu in one pass, the same bits; the norm first: %s", (normFirst) => {
    const [plain, fused] = [evaluateSum([], normFirst), evaluateSum(ALL, normFirst)];
    expect(plain.kernels.slice(0, 3)).toEqual(["batch_norm_apply", "add", "relu"]);
    // The relu's gradient stays: the norm's own output does not tell where the sum was positive.
    expect(fused.kernels).toEqual(["batch_norm_apply", "relu_backward", "batch_norm_backward_sums"]);
    expect(fused.values).toEqual(plain.values);
    const [y = []] = plain.values;
    expect(y.some((value) => value > 0) && y.some((value) => value === 0)).toBe(true);
  });
});
