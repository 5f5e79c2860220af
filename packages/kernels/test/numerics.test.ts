import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { createArena } from "../src/arena.ts";
import { elementsOf } from "../src/elements.ts";
import type { Emitter } from "../src/emitter.ts";
import { availableNumerics, createEngine, type Numerics } from "../src/engine.ts";
import { instantiate } from "../src/instance.ts";
import { createBench, randomize } from "../src/self-test/bench.ts";
import { createTensor, type Tensor } from "../src/tensor.ts";

const engines = {
  fused: createEngine({ threads: 2, numerics: "fused" }),
  strict: createEngine({ threads: 2, numerics: "strict" }),
};
afterAll(() => Promise.all(Object.values(engines).map((engine) => engine.close())));

const f = Math.fround;
/** Half the distance from 1 to the next float: the largest relative error of one rounding. */
const UNIT = 2 ** -24;

/** 1 if a module's multiply-add rounds once. */
function probe(numerics: Numerics): number {
  const module = new WebAssembly.Module(readFileSync(new URL(`../build/${numerics}.wasm`, import.meta.url)));
  return instantiate(module, createArena().memory, false).roundsOnce();
}

/** The outputs of a program with random inputs, the same ones for both numerics. */
function outputs(
  numerics: Numerics,
  batch: number,
  inputs: readonly Tensor[],
  results: readonly Tensor[],
  emit: (emitter: Emitter) => void,
) {
  const engine = engines[numerics];
  const bench = createBench(engine, { batch }, (emitter) => {
    emit(emitter);
    return [...inputs, ...results];
  });
  for (const tensor of inputs) randomize(engine, tensor);
  bench.run();
  return {
    inputs: inputs.map((tensor) => elementsOf(engine, tensor).slice()),
    results: results.map((tensor) => elementsOf(engine, tensor).slice()),
  };
}

/** y = x W + b on [m, k] · [k, n], with its inputs. */
function linear(numerics: Numerics, [m, k, n]: readonly [number, number, number]) {
  const [x, weight, bias, y] = [
    createTensor("x", [m, k], "f32", true),
    createTensor("weight", [k, n]),
    createTensor("bias", [n]),
    createTensor("y", [m, n], "f32", true),
  ];
  const { inputs, results } = outputs(numerics, m, [x, weight, bias], [y], (emitter) =>
    emitter.emit("linear", { x, weight, bias, y }),
  );
  return { inputs: inputs as Float32Array[], y: results[0] as Float32Array };
}

/** The same product in JavaScript: `step` adds one product to the sum. */
function product(
  [x, weight, bias]: readonly Float32Array[],
  [m, k, n]: readonly [number, number, number],
  step: (a: number, b: number, sum: number) => number,
) {
  return Float64Array.from({ length: m * n }, (_, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    let sum = bias?.[column] as number;
    for (let d = 0; d < k; d++) sum = step(x?.[row * k + d] as number, weight?.[d * n + column] as number, sum);
    return sum;
  });
}

const differing = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).filter((value, i) => !Object.is(value, b[i])).length;

describe("the probe", () => {
  test("rests on a sum that two roundings lose: (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴, and 0 once the square is rounded", () => {
    const [a, b] = [1 + 2 ** -12, 1 + 2 ** -11];
    expect([f(a), f(b)]).toEqual([a, b]); // exact in single precision
    expect(a * a - b).toBe(2 ** -24);
    expect(f(f(a * a) - b)).toBe(0);
  });

  test("finds two roundings in the strict build, and one in the fused build exactly where an engine gets it by default", () => {
    expect(probe("strict")).toBe(0);
    expect(availableNumerics()).toBe(probe("fused") === 1 ? "fused" : "strict");
    expect(availableNumerics("strict")).toBe("strict");
    expect([engines.fused.numerics, engines.strict.numerics]).toEqual([availableNumerics("fused"), "strict"]);
  });
});

describe("strict", () => {
  test.each([[[7, 1, 19]], [[50, 64, 9]], [[13, 1031, 17]]] as const)(
    "linear %j: bit by bit the sum in order, rounded after each product and each sum",
    (sizes) => {
      const { inputs, y } = linear("strict", sizes);
      expect(
        differing(
          y,
          product(inputs, sizes, (a, b, sum) => f(f(a * b) + sum)),
        ),
      ).toBe(0);
    },
  );
});

describe.skipIf(availableNumerics() === "strict")("fused", () => {
  test("linear of depth 1: one rounding an element", () => {
    const sizes = [60, 1, 70] as const;
    const { inputs, y } = linear("fused", sizes);
    // A product of two floats is exact in double precision.
    expect(
      differing(
        y,
        product(inputs, sizes, (a, b, sum) => f(a * b + sum)),
      ),
    ).toBe(0);
    expect(differing(y, linear("strict", sizes).y)).toBeGreaterThan(100);
  });

  test.each([[[9, 33, 11]], [[13, 1031, 17]]] as const)(
    "linear %j: both are within k 2⁻²⁴ Σ|a b| of the exact sum and not the same",
    (sizes) => {
      const [fused, strict] = [linear("fused", sizes), linear("strict", sizes)];
      expect(fused.inputs).toEqual(strict.inputs);
      const exact = product(fused.inputs, sizes, (a, b, sum) => a * b + sum);
      const size = product(
        fused.inputs.map((values) => values.map(Math.abs)),
        sizes,
        (a, b, sum) => a * b + sum,
      );
      // A depth of k has k sums with one rounding each, and k products with another in the strict build.
      for (const [y, roundings] of [
        [fused.y, sizes[1]],
        [strict.y, 2 * sizes[1]],
      ] as const) {
        for (const [i, value] of y.entries()) {
          expect(Math.abs(value - (exact[i] as number))).toBeLessThanOrEqual(roundings * UNIT * (size[i] as number));
        }
      }
      expect(differing(fused.y, strict.y)).toBeGreaterThan(0);
    },
  );
});

test("a convolution forward and backward differs by less than 1e-5 of the largest value between the two", () => {
  const [batch, side, channels, out] = [5, 9, 3, 10];
  const run = (numerics: Numerics) => {
    const [x, weight, dy] = [
      createTensor("x", [batch, side, side, channels], "f32", true),
      createTensor("weight", [3, 3, channels, out]),
      createTensor("dy", [batch, side, side, out], "f32", true),
    ];
    const results = [
      createTensor("y", dy.shape, "f32", true),
      createTensor("dx", x.shape, "f32", true),
      createTensor("dweight", weight.shape),
    ] as const;
    const [y, dx, dweight] = results;
    const geometry = { stride_y: 1, stride_x: 1, pad_top: 1, pad_left: 1 };
    return outputs(numerics, batch, [x, weight, dy], results, (emitter) => {
      emitter.emit("conv2d", { x, weight, y, ...geometry });
      emitter.emit("conv2d_backward", { x, dy, weight, dweight, dx, ...geometry });
    }).results;
  };
  const [fused, strict] = [run("fused"), run("strict")];
  fused.forEach((values, i) => {
    const others = strict[i] as Float32Array;
    const largest = others.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const [j, value] of values.entries()) {
      expect(Math.abs(value - (others[j] as number))).toBeLessThan(1e-5 * largest);
    }
  });
});

test("kernels without a multiply-add give the same bits in both", () => {
  const [batch, size] = [9, 35];
  const run = (numerics: Numerics) => {
    const make = (label: string, dtype: "f32" | "i32" = "f32"): Tensor =>
      createTensor(label, [batch, size], dtype, true);
    const [a, b] = [make("a"), make("b")];
    const results = ["sum", "relu", "relu gradient", "dropout", "pooled"].map((label) => make(label));
    const [sum, relu, gradient, dropped, pooled] = results as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const rows = createTensor("row sums", [size]);
    const [key, step] = [createTensor("key", [2], "i32"), createTensor("step", [1], "i32")];
    const window = {
      height: 1,
      width: size,
      channels: 1,
      out_height: 1,
      out_width: size,
      kernel_height: 3,
      kernel_width: 3,
      ...{ stride_y: 1, stride_x: 1, pad_top: 1, pad_left: 1, count_include_pad: 1 },
    };
    return outputs(numerics, batch, [a, b, key, step], [...results, rows], (emitter) => {
      emitter.emit("add", { a, b, y: sum, size });
      emitter.emit("relu", { x: a, y: relu, size });
      emitter.emit("relu_backward", { a: b, b: relu, y: gradient, size });
      emitter.emit("dropout", { x: a, y: dropped, key, step, p: 0.3 });
      emitter.emit("avg_pool2d", { x: a, y: pooled, ...window });
      emitter.emit("sum_rows", { x: a, y: rows, rows: batch, columns: size });
    }).results;
  };
  const [fused, strict] = [run("fused"), run("strict")];
  for (const [i, values] of fused.entries()) {
    expect(values.some((value) => value !== 0)).toBe(true);
    expect(differing(values, strict[i] as Float32Array)).toBe(0);
  }
});
