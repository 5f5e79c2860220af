import { elementsOf } from "../elements.ts";
import type { Engine } from "../engine.ts";
import { createTensor, type Tensor } from "../tensor.ts";
import { type Bench, type BenchOptions, createBench, randomize } from "./bench.ts";
import type { Case, Make } from "./case.ts";

/**
 * Loads the calls of a case and fills its inputs.
 * @param options `reuse: false` for the references: see `ProgramOptions`
 */
export function prepareCase(
  engine: Engine,
  { batch, build }: Case,
  options: Omit<BenchOptions, "batch"> = {},
): { readonly bench: Bench; readonly outputs: readonly Tensor[] } {
  const made: { tensor: Tensor; fill: ((i: number) => number) | undefined; output: boolean }[] = [];
  const bench = createBench(engine, { batch, ...options }, (emitter) => {
    const make =
      (output: boolean): Make =>
      (label, shape, fill, dtype = "f32") => {
        const tensor = createTensor(label, shape, dtype, shape.length > 1 && shape[0] === batch);
        made.push({ tensor, fill, output });
        return tensor;
      };
    build(emitter, make(false), make(true));
    return made.map(({ tensor }) => tensor);
  });
  for (const { tensor, fill, output } of made) {
    const target = elementsOf(engine, tensor);
    if (fill) for (let i = 0; i < target.length; i++) target[i] = fill(i);
    else if (!output) randomize(engine, tensor);
  }
  return { bench, outputs: made.filter(({ output }) => output).map(({ tensor }) => tensor) };
}
