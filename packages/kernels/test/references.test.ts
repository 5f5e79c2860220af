import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { elementsOf } from "../src/elements.ts";
import { createEngine, type Engine } from "../src/engine.ts";
import { callsOf } from "../src/program.ts";
import { kernelNames } from "../src/registry.ts";
import { allCases } from "../src/self-test/all-cases.ts";
import type { Case } from "../src/self-test/case.ts";
import { prepareCase } from "../src/self-test/prepare-case.ts";
import { distance } from "./distance.ts";

/** Runs a case; returns its outputs by label and the names of the kernels it called. */
function runCase(engine: Engine, item: Case, references: boolean) {
  const { bench, outputs } = prepareCase(engine, item, { reuse: !references });
  if (references) bench.runReferences();
  else bench.run();
  return {
    outputs: new Map(outputs.map((tensor) => [tensor.storage.label, elementsOf(engine, tensor).slice()])),
    called: callsOf(bench.program.phases).map(({ kernel }) => kernel),
  };
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
    const called = new Set(allCases.flatMap((item) => runCase(engine, item, true).called));
    expect(kernelNames.filter((name) => !called.has(name))).toEqual([]);
  });

  test.each(allCases.map((item) => ({ ...item, tolerance: item.tolerance ?? 1e-5 })))(
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
