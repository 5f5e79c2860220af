import { afterAll } from "vitest";
import { elementsOf } from "../src/elements.ts";
import type { Emitter } from "../src/emitter.ts";
import { availableNumerics, createEngine } from "../src/engine.ts";
import { createBench } from "../src/self-test/bench.ts";
import { createTensor, type Tensor } from "../src/tensor.ts";

const engines = [...new Set([availableNumerics(), "strict" as const])].map((numerics) => ({
  numerics,
  engine: createEngine({ threads: 2, numerics }),
}));
afterAll(async () => {
  for (const { engine } of engines) await engine.close();
});
export const backends = engines.flatMap(({ numerics, engine }) => [
  { name: numerics as string, engine, reference: false },
  { name: `reference beside ${numerics}`, engine, reference: true },
]);
export type Backend = (typeof backends)[number];

export const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
export type Values = readonly number[];
export const fill = (n: number, value: number): number[] => new Array<number>(n).fill(value);
type Made = (label: string, values: Values, shape?: readonly number[], dtype?: Tensor["dtype"]) => Tensor;

/** Runs what `build` emits over the tensors it makes; returns the values of those by label. */
export function run({ engine, reference }: Backend, batch: number, build: (emitter: Emitter, make: Made) => void) {
  const made = new Map<string, { tensor: Tensor; values: Values }>();
  const bench = createBench(engine, { batch, reuse: !reference }, (emitter) => {
    build(emitter, (label, values, shape = [values.length], dtype = "f32") => {
      const tensor = createTensor(label, shape, dtype, shape[0] === batch);
      made.set(label, { tensor, values });
      return tensor;
    });
    return [...made.values()].map(({ tensor }) => tensor);
  });
  for (const { tensor, values } of made.values()) elementsOf(engine, tensor).set(values);
  if (reference) bench.runReferences();
  else bench.run();
  return (label: string): number[] => [...elementsOf(engine, (made.get(label) as { tensor: Tensor }).tensor)];
}
