import { afterAll, describe, expect, it } from "vitest";
import type { OptimizerDefinition } from "../src/contract.ts";
import { buildOptimizer, optimizers } from "../src/index.ts";
import torch from "./fixtures/groups.json" with { type: "json" };
import { resolve } from "./resolve.ts";
import { TOLERANCES } from "./tolerances.ts";
import { BACKENDS, closeBackends, createUpdate, sizeFor } from "./update.ts";

const { parameters, groups, factor, initial, gradients, cases } = torch;
const SIZE = sizeFor(parameters.reduce((end, { start, shape }) => Math.max(end, start + (shape[0] as number)), 0));

/** A block that has numbers of each parameter where it lies, and zeros between. */
function blockOf(values: readonly (readonly number[])[]): number[] {
  const block = new Array<number>(SIZE).fill(0);
  for (const [i, own] of values.entries()) block.splice(parameters[i]?.start ?? 0, own.length, ...own);
  return block;
}

afterAll(closeBackends);

describe.each(cases)("$type, groups of parameters", ({ type, options, values }) => {
  const near = `${TOLERANCES.later.toExponential()} of PyTorch's after ${gradients.length} steps`;
  it.each(BACKENDS)(
    `have a learning rate and a weight decay of their own, under a schedule, within ${near}: %s`,
    (backend) => {
      const definition = optimizers[type as keyof typeof optimizers] as unknown as OptimizerDefinition<{
        readonly lr: number;
      }>;
      const resolved = resolve(definition.schema, { ...options, groups }) as { readonly lr: number };
      const built = buildOptimizer(`optimizers/${type}`, definition, resolved, parameters, SIZE);
      const update = createUpdate(built, blockOf(initial), backend, parameters);
      let rate = resolved.lr;
      for (const [step, gradient] of gradients.entries()) {
        update.step(step, rate, blockOf(gradient));
        rate *= factor;
      }
      for (const [i, value] of blockOf(values).entries()) {
        expect(Math.abs((update.value[i] as number) - value), `element ${i}`).toBeLessThan(TOLERANCES.later);
      }
    },
  );
});
