import { afterAll, describe, expect, test } from "vitest";
import { elementsOf } from "../src/elements.ts";
import { createEngine, type Numerics } from "../src/engine.ts";
import { createBench } from "../src/self-test/bench.ts";
import { createTensor } from "../src/tensor.ts";
import { magnitudes, range, worst } from "./ulps.ts";

const engines = {
  fused: createEngine({ threads: 1, numerics: "fused" }),
  strict: createEngine({ threads: 1, numerics: "strict" }),
};
afterAll(() => Promise.all(Object.values(engines).map((engine) => engine.close())));

const POINTS = 100_000;

/** A function of the kernels on many numbers at once, whole vectors and a tail. */
function apply(kind: "tanh" | "sigmoid", numerics: Numerics, inputs: Float32Array): Float32Array {
  const engine = engines[numerics];
  const [x, y] = [
    createTensor("x", [1, inputs.length], "f32", true),
    createTensor("y", [1, inputs.length], "f32", true),
  ];
  const bench = createBench(engine, { batch: 1 }, (emitter) => {
    emitter.emit(kind, { x, y, size: inputs.length });
    return [x, y];
  });
  elementsOf(engine, x).set(inputs);
  bench.run();
  return elementsOf(engine, y).slice() as Float32Array;
}

const reference = { tanh: Math.tanh, sigmoid: (x: number): number => 1 / (1 + Math.exp(-x)) };

/** The largest relative error against double precision over the inputs, which become floats first. */
function error(kind: "tanh" | "sigmoid", numerics: Numerics, doubles: Float64Array): number {
  const inputs = Float32Array.from(doubles);
  const values = apply(kind, numerics, inputs);
  return worst(inputs.keys(), (i) => Math.abs((values[i] as number) / reference[kind](inputs[i] as number) - 1)).error;
}

describe.each(["fused", "strict"] as const)("%s", (numerics) => {
  test("tanh is within 3e-7 everywhere, on both sides of 0.625, where its two forms meet, and within 2e-7 below it and beyond 1", () => {
    expect(error("tanh", numerics, range(-12, 12, POINTS + 3))).toBeLessThan(3e-7);
    expect(error("tanh", numerics, range(0.6, 0.65, POINTS + 1))).toBeLessThan(3e-7);
    expect(
      error(
        "tanh",
        numerics,
        range(-0.625, 0.625, POINTS + 1).filter((x) => x !== 0),
      ),
    ).toBeLessThan(2e-7);
    expect(error("tanh", numerics, magnitudes(1e-37, 0.625, POINTS))).toBeLessThan(2e-7);
    expect(error("tanh", numerics, magnitudes(1, 3e38, POINTS))).toBeLessThan(2e-7);
  });

  test("sigmoid is within 2e-7 from −87 on; there it is e^x, so that e^x is as good from 0 to 87", () => {
    expect(error("sigmoid", numerics, range(-20, 20, POINTS + 3))).toBeLessThan(2e-7);
    expect(error("sigmoid", numerics, range(-87, -20, POINTS + 1))).toBeLessThan(2e-7);
    expect(error("sigmoid", numerics, magnitudes(1e-37, 20, POINTS))).toBeLessThan(2e-7);
  });

  test("sigmoid goes on falling below −87, to less than the smallest normal number", () => {
    const values = apply(
      "sigmoid",
      numerics,
      Float32Array.of(-87, -88, -89, -100, -1e4, -3e38, Number.NEGATIVE_INFINITY),
    );
    expect(values[0]).toBeGreaterThan(1e-38);
    for (const [i, value] of values.entries()) if (i > 1) expect(value).toBeLessThan(1.2e-38);
    expect(values.every((value, i) => i === 0 || value <= (values[i - 1] as number))).toBe(true);
  });

  test("both reach their limits and let NaN through, in whole vectors and in the tail", () => {
    const inputs = Float32Array.of(Infinity, -Infinity, Number.NaN, 0, -0, 1e30, Number.NaN);
    const tanh = apply("tanh", numerics, inputs);
    expect(Array.from(tanh, (value) => value + 0)).toEqual([1, -1, Number.NaN, 0, 0, 1, Number.NaN]); // of 0 and −0 either
    const sigmoid = apply("sigmoid", numerics, inputs);
    expect(Array.from(sigmoid, (value) => (value < 1e-38 ? 0 : value))).toEqual([
      1,
      0,
      Number.NaN,
      0.5,
      0.5,
      1,
      Number.NaN,
    ]);
  });

  test("subnormal numbers stay what they are under tanh and give ½ under sigmoid", () => {
    const inputs = Float32Array.of(1e-40, -1e-40, 1.4e-45, -1.4e-45, 1.1e-38);
    expect(apply("tanh", numerics, inputs)).toEqual(inputs);
    expect(apply("sigmoid", numerics, inputs)).toEqual(new Float32Array(5).fill(0.5));
  });
});
