import { createEngine, type Engine, type Tensor } from "@assay/kernels";
import { afterAll, describe, expect, test } from "vitest";
import type { PartSpec } from "../src/index.ts";
import { compileModel } from "./compile-model.ts";
import fixture from "./fixtures/layers.json" with { type: "json" };
import nested from "./fixtures/nests.json" with { type: "json" };
import { TOLERANCES } from "./tolerances.ts";

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
const nests = (nested as unknown as readonly Case[]).map((item) => ({ title: title(item).slice(0, 60), item }));

// Random masks are no other library's: what holds of them is tested in dropout.test.ts.
test("a layer that is compared with PyTorch has two cases or more: its defaults are not all there is", () => {
  const counts = Map.groupBy(cases, ({ item }) => item.part.type);
  expect(counts.size).toBeGreaterThanOrEqual(25);
  const single = [...counts].filter(([, { length }]) => length < 2).map(([type]) => type);
  expect(single, "add a case to LAYERS in packages/layers/test/fixtures/layer_cases.py, and run make.py").toEqual([]);
});

describe.each(engines)("a layer on its own, $numerics", (engine) => {
  test.each(cases)(
    `$title: output and gradients match PyTorch within ${TOLERANCES.layer.toExponential()} of the largest`,
    ({ item }) => {
      compare(engine, item, { tolerance: TOLERANCES.layer });
    },
  );
});

describe.each(engines)("residual, concat and repeat in one another at random, $numerics", (engine) => {
  test.each(nests)(
    `$title …: output and gradients match PyTorch within ${TOLERANCES.nest.toExponential()} of the largest`,
    ({ item }) => {
      // Before a norm the gradient of a bias is 0: what rounding leaves of it is compared with the others.
      const largest = Math.max(...Object.values(item.gradients).flat().map(Math.abs));
      const measure = { tolerance: TOLERANCES.nest, least: largest / 100 };
      compare(engine, item, measure);
      // As at the start of a network: nobody needs the gradient of the input, and those of the parameters are the same.
      compare(engine, item, { ...measure, needsInputGradient: false });
    },
  );
});

interface Measure {
  readonly tolerance: number;
  readonly least?: number;
  readonly needsInputGradient?: boolean;
}

/** Runs forward and backward with PyTorch's parameters; every tensor is within `tolerance` of the largest of its values, or of `least`. */
function compare(engine: Engine, item: Case, { tolerance, least = 1e-30, needsInputGradient = true }: Measure): void {
  const compiled = compileModel(engine, [item.part], item.input, { batch: BATCH, needsInputGradient });
  const { model, x, dy, y, dx, run, read } = compiled;
  const check = (tensor: Tensor, expected: readonly number[] = [], name: string): void => {
    const values = read(tensor);
    expect(values.length, name).toBe(expected.length);
    const scale = Math.max(least, ...expected.map(Math.abs));
    const off = Math.max(...values.map((value, i) => Math.abs(value - (expected[i] as number))));
    expect(off, name).toBeLessThan(tolerance * scale);
  };
  /** Names without the number of the only layer. */
  const namesOf = (tensors: readonly { readonly name: string }[]) => tensors.map(({ name }) => name.slice(2));

  read(x).set(item.x);
  read(dy).set(item.dy);
  expect(namesOf(model.parameters)).toEqual(Object.keys(item.parameters));
  expect(namesOf(model.buffers)).toEqual(Object.keys(item.statistics));
  for (const { name, value } of model.parameters) read(value).set(item.parameters[name.slice(2)] ?? []);
  for (const { value, fill } of model.buffers) read(value).fill(fill);
  run();
  check(y, item.y, "output");
  expect(dx !== undefined).toBe(needsInputGradient);
  if (dx) check(dx, item.dx, "input gradient");
  for (const { name, gradient } of model.parameters) check(gradient, item.gradients[name.slice(2)], name);
  for (const { name, value } of model.buffers) check(value, item.statistics[name.slice(2)], name);
}
