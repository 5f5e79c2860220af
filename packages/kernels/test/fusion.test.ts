import { afterAll, describe, expect, test } from "vitest";
import { elementsOf } from "../src/elements.ts";
import type { Emitter } from "../src/emitter.ts";
import { createEngine } from "../src/engine.ts";
import { applyRules, type FusionName, fusionRules } from "../src/fusion.ts";
import type { Operation } from "../src/operations.ts";
import { callsOf } from "../src/program.ts";
import { createBench, randomize } from "../src/self-test/bench.ts";
import type { Make } from "../src/self-test/case.ts";
import { emitInputNet, type InputNet, inputNets } from "../src/self-test/input-net.ts";
import { base, emitPooledNet, type PooledNet, pooledNets } from "../src/self-test/pooled-net.ts";
import { createTensor, type Tensor } from "../src/tensor.ts";
import { distance } from "./distance.ts";
import { emitDropoutNet } from "./dropout-net.ts";
import { POOL_2X2 } from "./pool-window.ts";

const engine = createEngine({ threads: 2 });
afterAll(() => engine.close());

const ALL = Object.keys(fusionRules) as FusionName[];

/** What the net gives with these rules, and the kernels that ran. */
function evaluateNet(
  batch: number,
  emit: (emitter: Emitter, input: Make, output: Make) => void,
  fusions: readonly FusionName[],
): { values: number[][]; kernels: string[] } {
  const inputs: { tensor: Tensor; fill: ((i: number) => number) | undefined }[] = [];
  const outputs: Tensor[] = [];
  const bench = createBench(engine, { batch, fusions }, (emitter) => {
    const create: Make = (label, shape, _fill, dtype = "f32") =>
      createTensor(label, shape, dtype, shape.length > 1 && shape[0] === batch);
    const input: Make = (label, shape, fill, dtype) => {
      const tensor = create(label, shape, fill, dtype);
      inputs.push({ tensor, fill });
      return tensor;
    };
    const output: Make = (...given) => {
      const tensor = create(...given);
      outputs.push(tensor);
      return tensor;
    };
    emit(emitter, input, output);
    return [...inputs.map(({ tensor }) => tensor), ...outputs];
  });
  for (const { tensor, fill } of inputs) {
    randomize(engine, tensor);
    if (fill)
      elementsOf(engine, tensor).forEach((_, i, values) => {
        values[i] = fill(i);
      });
  }
  bench.run();
  return {
    values: outputs.map((output) => Array.from(elementsOf(engine, output))),
    kernels: callsOf(bench.program.phases).map(({ kernel }) => kernel),
  };
}

const evaluate = (net: PooledNet, fusions: readonly FusionName[]) =>
  evaluateNet(net.batch, (emitter, input, output) => emitPooledNet(emitter, net, input, output), fusions);

const evaluateInput = (net: InputNet, fusions: readonly FusionName[]) =>
  evaluateNet(net.batch, (emitter, input, output) => emitInputNet(emitter, net, input, output), fusions);

describe("fusion rules change no result beyond rounding", () => {
  test.each(pooledNets)("%s: within 3e-5 of the program without rules, each rule added in turn", (_, net) => {
    const plain = evaluate(net, []);
    expect(plain.values.every((values) => values.some((value) => value !== 0))).toBe(true);
    for (let count = 1; count <= ALL.length; count++) {
      const fused = evaluate(net, ALL.slice(0, count));
      fused.values.forEach((values, i) => {
        expect(distance(values, plain.values[i] as number[]), `output ${i} with ${ALL.slice(0, count)}`).toBeLessThan(
          3e-5,
        );
      });
    }
  });

  test.each(inputNets)("data that is mostly zero, %s: within 1e-5 of the dense product", (_, net) => {
    const [plain, fused] = [evaluateInput(net, []), evaluateInput(net, ["sparse_input"])];
    expect(fused.kernels).toContain("linear_sparse_weight");
    expect(fused.kernels).not.toContain("gemm");
    for (const [i, values] of fused.values.entries())
      expect(distance(values, plain.values[i] as number[]), `output ${i}`).toBeLessThan(1e-5);
  });

  test("linear, relu, dropout, linear: one draw of the mask, within 1e-5 of two", () => {
    const [plain, fused] = [evaluateNet(33, emitDropoutNet, []), evaluateNet(33, emitDropoutNet, ["dropout_by_sign"])];
    const draws = (kernels: string[]): number => kernels.filter((kernel) => kernel === "dropout").length;
    expect([draws(plain.kernels), draws(fused.kernels)]).toEqual([2, 1]);
    for (const [i, values] of fused.values.entries())
      expect(distance(values, plain.values[i] as number[]), `output ${i}`).toBeLessThan(1e-5);
  });

  test.each(["relu_into_pool", "sparse_behind_pool"] as const)("%s alone, without a dropout: within 1e-5", (rule) => {
    const net: PooledNet = { ...base, dropout: false, relu: rule === "relu_into_pool" };
    const [plain, fused] = [evaluate(net, []), evaluate(net, [rule])];
    expect(fused.kernels).not.toEqual(plain.kernels);
    for (const [i, values] of fused.values.entries())
      expect(distance(values, plain.values[i] as number[])).toBeLessThan(1e-5);
  });
});

describe("fusion rules apply where they should", () => {
  test("relu, pool and dropout: one pooling pass, one draw, one sparse backward pass", () => {
    expect(evaluate(base, []).kernels.filter((kernel) => kernel === "dropout")).toHaveLength(2);
    const { kernels } = evaluate(base, ALL);
    expect(kernels.filter((kernel) => kernel === "dropout")).toHaveLength(1);
    for (const gone of ["relu", "relu_backward", "max_pool2d_backward", "conv2d_backward_weight"]) {
      expect(kernels).not.toContain(gone);
    }
    expect(kernels).toContain("conv2d_backward_sparse");
  });

  test("rules in the wrong order find what the others leave in the next round", () => {
    // The relu's gradient stands between those of the pool and of the convolution until relu_into_pool has been by.
    const net: PooledNet = { ...base, dropout: false };
    const [right, wrong] = [
      evaluate(net, ["relu_into_pool", "sparse_behind_pool"]),
      evaluate(net, ["sparse_behind_pool", "relu_into_pool"]),
    ];
    expect(wrong.kernels).toContain("conv2d_backward_sparse");
    expect(wrong).toEqual(right);
  });

  test("rules that never settle are a bug that is reported", () => {
    const [x, y] = [createTensor("x", [2, 4]), createTensor("y", [2, 4])];
    const relu: Operation = { kind: "relu", fields: { x, y, size: 4 } };
    const again: Parameters<typeof applyRules>[1][number] = {
      why: "replaces an operation by its like",
      apply: (graph) => {
        for (const found of graph.all("relu")) graph.replace(found, "relu", { ...found.fields });
      },
    };
    expect(() => applyRules([relu], [again])).toThrow("still find something to change after 2 rounds");
    expect(applyRules([relu], [])).toEqual([relu]);
  });

  test("data with few zeros, or a row that is no whole number of vectors, keeps the dense product", () => {
    const [, net] = inputNets[0] as (typeof inputNets)[number];
    expect(evaluateInput({ ...net, zeros: 0.3 }, ALL).kernels).not.toContain("linear_sparse");
    expect(evaluateInput({ ...net, columns: 10 }, ALL).kernels).not.toContain("linear_sparse");
  });

  test("windows that overlap keep the dense backward pass", () => {
    expect(evaluate({ ...base, window: [3, 3] }, ALL).kernels).not.toContain("conv2d_backward_sparse");
  });

  test("a relu that somebody else reads stays", () => {
    const x = createTensor("x", [2, 4, 4, 4], "f32", true);
    const [pooled, copy] = [
      createTensor("pooled", [2, 2, 2, 4], "f32", true),
      createTensor("copy", x.shape, "f32", true),
    ];
    const bench = createBench(engine, { batch: 2, training: false }, (emitter) => {
      const active = emitter.tensor("active", [4, 4, 4]);
      emitter.emit("relu", { x, y: active, size: 64 });
      emitter.emit("max_pool2d", {
        x: active,
        y: pooled,
        height: 4,
        width: 4,
        channels: 4,
        out_height: 2,
        out_width: 2,
        ...POOL_2X2,
      });
      emitter.emit("add", { a: active, b: active, y: copy, size: 64 });
      return [x, pooled, copy];
    });
    randomize(engine, x);
    bench.run();
    const values = Array.from(elementsOf(engine, x));
    expect(Array.from(elementsOf(engine, copy))).toEqual(values.map((value) => 2 * Math.max(value, 0)));
    expect(Math.min(...elementsOf(engine, pooled))).toBeGreaterThanOrEqual(0);
  });
});
