import {
  addressOf,
  createEmitter,
  createEngine,
  createProgram,
  createTensor,
  sizeOf,
  type Tensor,
} from "@assay/kernels";
import { afterAll, describe, expect, test } from "vitest";
import { createModel, layers, type PartSpec } from "../src/index.ts";
import fixture from "./fixtures/layers.json" with { type: "json" };

interface Case {
  readonly input: readonly number[];
  readonly part: PartSpec;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly dy: readonly number[];
  readonly dx: readonly number[];
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  /** Running statistics after the step; before it, means are 0 and variances 1. */
  readonly statistics: Readonly<Record<string, readonly number[]>>;
}
const BATCH = 2;

const engines = [createEngine({ threads: 2, numerics: "fused" }), createEngine({ threads: 1, numerics: "strict" })];
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

const title = ({ part: { type, ...options } }: Case): string => `${type} ${JSON.stringify(options)}`;
const cases = (fixture as unknown as readonly Case[]).map((item) => ({ title: title(item), item }));

/** Random masks are no other library's: what holds of them is tested in dropout.test.ts. */
const RANDOM = ["dropout", "dropout2d"];

test("every registered layer has two cases or more, but those that draw at random", () => {
  const counts = Map.groupBy(cases, ({ item }) => item.part.type);
  const missing = Object.keys(layers).filter((type) => !RANDOM.includes(type) && (counts.get(type)?.length ?? 0) < 2);
  expect(missing, "add cases to LAYERS in packages/layers/test/fixtures/layer_cases.py, and run make.py").toEqual([]);
});

describe.each(engines)("a layer on its own, $numerics", (engine) => {
  test.each(cases)("$title: output and gradients match PyTorch within 1e-5 of the largest", ({ item }) => {
    const model = createModel([item.part], item.input);
    const emitter = createEmitter(BATCH, true);
    const x = createTensor("x", [BATCH, ...item.input], "f32", true);
    const dy = createTensor("dy", [BATCH, ...model.output], "f32", true);
    const { y, backward } = model.forward(emitter, x);
    const dx = backward(dy, true) as Tensor;
    const buffers = model.buffers.map(({ value }) => value);
    for (const tensor of [x, dy, y, dx, model.values, model.gradients, ...buffers]) engine.arena.place(tensor);
    const [run] = engine.load(createProgram(emitter)) as [() => void];
    const read = (tensor: Tensor): Float32Array =>
      engine.arena.views.f32.subarray(addressOf(tensor) / 4, addressOf(tensor) / 4 + sizeOf(tensor.shape));
    const check = (tensor: Tensor, expected: readonly number[] | undefined, name: string): void => {
      const values = read(tensor);
      expect(values.length, name).toBe(expected?.length);
      const scale = Math.max(1e-30, ...(expected ?? []).map(Math.abs));
      const off = Math.max(...values.map((value, i) => Math.abs(value - ((expected ?? [])[i] as number))));
      expect(off, name).toBeLessThan(1e-5 * scale);
    };

    read(x).set(item.x);
    read(dy).set(item.dy);
    expect(model.parameters.map(({ name }) => name)).toEqual(Object.keys(item.parameters).map((name) => `0.${name}`));
    for (const { name, value } of model.parameters) read(value).set(item.parameters[name.slice(2)] ?? []);
    for (const { value, fill } of model.buffers) read(value).fill(fill);
    run();
    check(y, item.y, "output");
    check(dx, item.dx, "input gradient");
    for (const { name, gradient } of model.parameters) check(gradient, item.gradients[name.slice(2)], name);
    expect(model.buffers.map(({ name }) => name)).toEqual(Object.keys(item.statistics).map((name) => `0.${name}`));
    for (const { name, value } of model.buffers) check(value, item.statistics[name.slice(2)], name);
  });
});
