import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../src/engine.ts";
import { kernelNames } from "../src/registry.ts";
import { createTensor, type Tensor } from "../src/tensor.ts";
import { activationCases } from "./cases/activations.ts";
import { adaptivePoolCases } from "./cases/adaptive_avg_pool2d.ts";
import { augmentationCases } from "./cases/augmentations.ts";
import { batchNormCases } from "./cases/batch_norm.ts";
import { convCases, pooledCases } from "./cases/conv2d.ts";
import { dropoutCases } from "./cases/dropout.ts";
import { elementwiseCases } from "./cases/elementwise.ts";
import { gradientCases } from "./cases/gradients.ts";
import { groupedCases } from "./cases/grouped.ts";
import { inputCases } from "./cases/input.ts";
import { gemmCases } from "./cases/linear.ts";
import { lossCases } from "./cases/losses.ts";
import { muonCases } from "./cases/muon.ts";
import { poolCases } from "./cases/pool2d.ts";
import { updateCases } from "./cases/updates.ts";
import { adaptiveUpdateCases } from "./cases/updates_adaptive.ts";
import { createBench, distance, elements, randomize } from "./harness.ts";
import type { Case, Make } from "./reference-case.ts";

const cases = [
  ...gemmCases,
  ...pooledCases,
  ...convCases,
  ...groupedCases,
  ...poolCases,
  ...adaptivePoolCases,
  ...elementwiseCases,
  ...activationCases,
  ...lossCases,
  ...batchNormCases,
  ...inputCases,
  ...augmentationCases,
  ...dropoutCases,
  ...updateCases,
  ...adaptiveUpdateCases,
  ...muonCases,
  ...gradientCases,
];

/** Runs a case; returns its outputs by label and the names of the kernels it called. */
function runCase(engine: Engine, { batch, build }: Case, references: boolean) {
  const inputs: { tensor: Tensor; fill: ((i: number) => number) | undefined; output: boolean }[] = [];
  const bench = createBench(engine, { batch }, (emitter) => {
    const make =
      (output: boolean): Make =>
      (label, shape, fill, dtype = "f32") => {
        const tensor = createTensor(label, shape, dtype, shape.length > 1 && shape[0] === batch);
        inputs.push({ tensor, fill, output });
        return tensor;
      };
    build(emitter, make(false), make(true));
    return inputs.map(({ tensor }) => tensor);
  });
  for (const { tensor, fill, output } of inputs) {
    const target = elements(engine, tensor);
    if (fill) for (let i = 0; i < target.length; i++) target[i] = fill(i);
    else if (!output) randomize(engine, tensor);
  }
  if (references) bench.runReferences();
  else bench.run();
  const outputs = new Map(
    inputs.filter(({ output }) => output).map(({ tensor }) => [tensor.storage.label, elements(engine, tensor).slice()]),
  );
  const called = bench.program.phases.flatMap((phase) =>
    phase.flatMap((chain) => chain.calls.map(({ kernel }) => kernel)),
  );
  return { outputs, called };
}

const THREADS = [1, 2, 3] as const;
const teams = { fused: new Map<number, Engine>(), strict: new Map<number, Engine>() };
const bytes = (array: ArrayBufferView) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

beforeAll(() => {
  for (const numerics of ["fused", "strict"] as const) {
    for (const threads of THREADS) teams[numerics].set(threads, createEngine({ threads, numerics, active: threads }));
  }
});

afterAll(async () => {
  for (const team of [...teams.fused.values(), ...teams.strict.values()]) await team.close();
});

describe("kernels", () => {
  test("every kernel is compared with its reference below", () => {
    const engine = createEngine({ threads: 1 });
    const called = new Set(cases.flatMap((item) => runCase(engine, item, true).called));
    expect(kernelNames.filter((name) => !called.has(name))).toEqual([]);
  });

  test.each(cases.map((item) => ({ ...item, tolerance: item.tolerance ?? 1e-5 })))(
    "$title: within $tolerance of the reference, equal bits at 1, 2 and 3 threads",
    (item) => {
      for (const numerics of ["fused", "strict"] as const) {
        const engineOf = (threads: number) => teams[numerics].get(threads) as Engine;
        const { outputs: expected } = runCase(engineOf(1), item, true);
        const { outputs: single } = runCase(engineOf(1), item, false);
        for (const [label, values] of expected) {
          const off = distance(single.get(label) as Float32Array, values);
          expect(off, `${label}, ${numerics}`).toBeLessThanOrEqual(item.tolerance);
        }
        for (const threads of THREADS.slice(1)) {
          const { outputs: team } = runCase(engineOf(threads), item, false);
          for (const [label, values] of single) {
            expect(bytes(team.get(label) as Float32Array).equals(bytes(values)), `${label}, ${threads} threads`).toBe(
              true,
            );
          }
        }
      }
    },
  );
});
