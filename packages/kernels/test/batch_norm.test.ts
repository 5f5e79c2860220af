import { afterAll, describe, expect, test } from "vitest";
import { elementsOf } from "../src/elements.ts";
import { createEngine, type Engine } from "../src/engine.ts";
import { stream } from "../src/random.ts";
import { createBench } from "../src/self-test/bench.ts";
import { createTensor } from "../src/tensor.ts";

const engines = [createEngine({ threads: 2, numerics: "fused" }), createEngine({ threads: 1, numerics: "strict" })];
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

/** [batch, pixels, channels] */
type Shape = readonly [number, number, number];

/** Statistics and gradients of a batch norm without weight and bias, as the kernels compute them. */
function evaluate(
  engine: Engine,
  [batch, rows, channels]: Shape,
  eps: number,
  value: (i: number, c: number) => number,
) {
  const map = (label: string) => createTensor(label, [batch, rows, channels], "f32", true);
  const row = (label: string, count = 1) => createTensor(label, [count, channels]);
  const sums = (label: string) => createTensor(label, [batch, 2, channels], "f64", true);
  const [x, dy, dx] = [map("x"), map("dy"), map("dx")];
  const [partial, back, moments, coefficients] = [
    sums("sums"),
    sums("back"),
    row("moments", 4),
    row("coefficients", 7),
  ];
  const [running_mean, running_var, dweight] = [row("running mean"), row("running variance"), row("dweight")];
  const size = { rows, channels };
  const bench = createBench(engine, { batch }, (emitter) => {
    const affine = emitter.workspace("scale", [2, channels]);
    const whole = { ...size, values: batch * rows };
    emitter.emit("batch_norm_sums", { x, partial, ...whole });
    const statistics = { partial, running_mean, running_var, moments, affine, momentum: 0.1, eps };
    emitter.emit("batch_norm_finalize", { ...statistics, batch, ...size });
    emitter.emit("batch_norm_backward_sums", { x, dy, moments, partial: back, ...whole });
    const gradients = { partial: back, moments, dweight, affine: coefficients };
    emitter.emit("batch_norm_backward_finalize", { ...gradients, batch, ...size });
    emitter.emit("batch_norm_backward_apply", { dy, x, affine: coefficients, dx, ...whole });
    return [x, dy, dx, partial, back, moments, coefficients, running_mean, running_var, dweight];
  });
  const random = stream(1, "gradients");
  elementsOf(engine, x).forEach((_, i, values) => {
    values[i] = value(Math.floor(i / channels), i % channels);
  });
  elementsOf(engine, dy).forEach((_, i, values) => {
    values[i] = random() - 0.3;
  });
  bench.run();
  return { x, dy, dx, moments, dweight };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Compares all channels with two passes in f64: mean, 1/√(var + eps), Σ dy·x̂ and dx. */
function compare(engine: Engine, shape: Shape, eps: number, value: (i: number, c: number) => number) {
  const [batch, rows, channels] = shape;
  const tensors = evaluate(engine, shape, eps, value);
  const channelOf = (tensor: keyof typeof tensors, c: number): number[] =>
    Array.from({ length: batch * rows }, (_, i) => elementsOf(engine, tensors[tensor])[i * channels + c] as number);
  const errors = { mean: 0, inverse: 0, dot: 0, dx: 0 };
  const raise = (key: keyof typeof errors, error: number): void => {
    errors[key] = Math.max(errors[key], error);
  };
  for (let c = 0; c < channels; c++) {
    const [x, dy, dx] = [channelOf("x", c), channelOf("dy", c), channelOf("dx", c)];
    const mean = meanOf(x);
    const inverse = 1 / Math.sqrt(meanOf(x.map((item) => (item - mean) ** 2)) + eps);
    const normal = x.map((item) => (item - mean) * inverse);
    const products = dy.map((item, i) => item * (normal[i] as number));
    const exact = dy.map((item, i) => inverse * (item - meanOf(dy) - (normal[i] as number) * meanOf(products)));
    const found = elementsOf(engine, tensors.moments);
    raise("mean", Math.abs((found[c] as number) - mean) / Math.max(Math.abs(mean), 1 / inverse));
    raise("inverse", Math.abs((found[channels + c] as number) / inverse - 1));
    const dot = (elementsOf(engine, tensors.dweight)[c] as number) / x.length;
    raise("dot", Math.abs(dot - meanOf(products)) / meanOf(products.map(Math.abs)));
    const largest = Math.max(...exact.map(Math.abs));
    raise("dx", Math.max(...exact.map((item, i) => Math.abs((dx[i] as number) - item))) / largest);
  }
  return errors;
}

describe.each(engines)("batch norm, $numerics: within 5e-7 of two passes in f64", (engine) => {
  const spread = stream(2, "values");
  const normal = () => (spread() + spread() + spread() + spread() - 2) * Math.sqrt(3);

  test.each([0, 100, 10_000])("mean %i, deviation 1", (centre) => {
    const errors = compare(engine, [7, 101, 23], 0, () => centre + normal());
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(5e-7);
  });

  test("each sample's first pixel a thousand deviations from all others", () => {
    const errors = compare(engine, [6, 784, 5], 1e-5, (i) => (i % 784 === 0 ? 1000 : normal()));
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(5e-7);
  });

  test.each([
    [2, 1, 9],
    [1, 2, 9],
  ] as const)("two values a channel, batch %i, %i pixels: nearly all of dx cancels", (...shape) => {
    const errors = compare(engine, shape, 1e-5, normal);
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(5e-7);
  });
});
