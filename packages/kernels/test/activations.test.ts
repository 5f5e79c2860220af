import { afterAll, describe, expect, test } from "vitest";
import { elementsOf } from "../src/elements.ts";
import { createEngine, type Numerics } from "../src/engine.ts";
import { erf } from "../src/math.ts";
import type { Operation } from "../src/operations.ts";
import { createBench } from "../src/self-test/bench.ts";
import { createTensor } from "../src/tensor.ts";
import { magnitudes, range, worst } from "./ulps.ts";

const engines = {
  fused: createEngine({ threads: 1, numerics: "fused" }),
  strict: createEngine({ threads: 1, numerics: "strict" }),
};
afterAll(() => Promise.all(Object.values(engines).map((engine) => engine.close())));

/** Each with the parameters of its default, and its formula in double precision. */
const activations = {
  leaky_relu: { options: { negative_slope: 0.01 }, value: (x: number) => (x > 0 ? x : Math.fround(0.01) * x) },
  elu: { options: { alpha: 1, scale: 1 }, value: (x: number) => (x > 0 ? x : Math.expm1(x)) },
  gelu: { options: {}, value: (x: number) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)) },
  gelu_tanh: {
    options: {},
    value: (x: number) => 0.5 * x * (1 + Math.tanh(0.7978845608028654 * (x + 0.044715 * x ** 3))),
  },
  silu: { options: {}, value: (x: number) => x / (1 + Math.exp(-x)) },
  mish: { options: {}, value: (x: number) => x * Math.tanh(Math.log1p(Math.exp(x))) },
  hardswish: { options: {}, value: (x: number) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6 },
  softplus: { options: { beta: 1, threshold: 20 }, value: (x: number) => (x > 20 ? x : Math.log1p(Math.exp(x))) },
} as const;
type Name = keyof typeof activations;
const names = Object.keys(activations) as Name[];

/** The kernel, or the one of its gradient for dy = 1, on many numbers at once: whole vectors and a tail. */
function apply(name: Name, gradient: boolean, numerics: Numerics, inputs: Float32Array): Float32Array {
  const engine = engines[numerics];
  const [x, dy, y] = ["x", "dy", "y"].map((label) => createTensor(label, [1, inputs.length], "f32", true));
  if (!x || !dy || !y) throw new Error("three tensors");
  const fields = { ...(gradient ? { a: dy, b: x, y } : { x, y }), size: inputs.length, ...activations[name].options };
  const bench = createBench(engine, { batch: 1 }, (emitter) => {
    const { kind, fields: given } = { kind: gradient ? `${name}_backward` : name, fields } as Operation;
    emitter.emit(kind, given);
    return [x, dy, y];
  });
  elementsOf(engine, x).set(inputs);
  elementsOf(engine, dy).fill(1);
  bench.run();
  return elementsOf(engine, y).slice() as Float32Array;
}

describe.each(["fused", "strict"] as const)("%s", (numerics) => {
  /** The largest error of a value, relative where it is at least `least`. */
  const error = (name: Name, doubles: Float64Array, least = 0): number => {
    const inputs = Float32Array.from(doubles);
    const values = apply(name, false, numerics, inputs);
    const { value } = activations[name];
    return worst(inputs.keys(), (i) => {
      const expected = value(inputs[i] as number);
      return Math.abs((values[i] as number) - expected) / Math.max(Math.abs(expected), least);
    }).error;
  };

  test.each(names)(
    "%s is within 4e-7, relatively, of its formula for positive numbers, tiny ones and large ones",
    (name) => {
      expect(error(name, range(0.01, 30, 20_001))).toBeLessThan(4e-7);
      expect(error(name, magnitudes(1e-30, 1e30, 20_001).map(Math.abs))).toBeLessThan(4e-7);
    },
  );

  test.each(names)("%s is within 7e-7, relatively, for negative numbers near 0", (name) => {
    expect(error(name, range(-1, -1e-3, 20_001))).toBeLessThan(7e-7);
    expect(
      error(
        name,
        magnitudes(1e-30, 1e-3, 20_001).map((x) => -Math.abs(x)),
      ),
    ).toBeLessThan(7e-7);
  });

  test("leaky_relu, elu, silu, mish and softplus are so down to −80; gelu and hardswish within 1e-6 of zero", () => {
    for (const name of ["leaky_relu", "elu", "silu", "mish", "softplus"] as const)
      expect(error(name, range(-80, -1, 20_001)), name).toBeLessThan(4e-7);
    for (const name of ["gelu", "gelu_tanh", "hardswish"] as const)
      expect(error(name, range(-80, -1, 20_001), 1), name).toBeLessThan(1e-6);
  });

  test.each(names)("the gradient of %s is within 2e-6 of the slope of its formula", (name) => {
    const inputs = Float32Array.from(range(-15, 25, 5003)).filter(
      (x) => Math.abs(Math.abs(x) - 3) > 0.01 && Math.abs(x) > 0.01,
    );
    const values = apply(name, true, numerics, inputs);
    const { value } = activations[name];
    const off = worst(inputs.keys(), (i) => {
      const x = inputs[i] as number;
      const h = 1e-4; // of doubles: (value(x + h) − value(x − h)) / 2h is good to 1e-8
      return Math.abs((values[i] as number) - (value(x + h) - value(x - h)) / (2 * h));
    });
    expect(off.error, `at ${inputs[off.at]}`).toBeLessThan(2e-6);
  });

  test("the slopes at the ends are 0 or the negative slope, and 1; none overflows; NaN comes through forward", () => {
    const inputs = Float32Array.of(-3e38, -1e20, -200, 200, 1e20, 3e38, Number.NaN);
    for (const name of names) {
      const low = name === "leaky_relu" ? Math.fround(0.01) : 0;
      const slopes = Array.from(apply(name, true, numerics, inputs), (slope) => slope + 0);
      expect(slopes.slice(3, 6), name).toEqual([1, 1, 1]);
      for (const slope of slopes.slice(0, 3)) expect(Math.abs(slope - low), name).toBeLessThan(1e-30);
      expect(apply(name, false, numerics, inputs)[6], name).toBeNaN();
      expect(apply(name, false, numerics, inputs).slice(3, 6), name).toEqual(inputs.slice(3, 6));
    }
  });
});
