import { globSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { LoadedSpec } from "@assay/experiment";
import { loadSpec, prepare, train } from "@assay/training";
import { expect, test } from "vitest";
import { loadSweep } from "../src/sweep/index.ts";

const folder = fileURLToPath(new URL("../../../experiments/", import.meta.url));
const files = globSync("**/*.yaml", { cwd: folder }).sort();
const isSweep = (name: string): boolean => dirname(name) === "sweeps";
/** Where a spec counts steps, it cannot be given epochs. */
const countsSteps = (name: string): boolean => loadSpec(folder + name).spec.training.steps !== undefined;
const signal = new AbortController().signal;

const run = (loaded: LoadedSpec, threads: number) =>
  train(prepare(loaded), { threads, numerics: "fused", listeners: [], signal });

test.each(files.filter((name) => !isSweep(name)))("%s trains, to the same bits on 1, 2 and 3 threads", async (name) => {
  // One epoch over 600 examples, two of them where steps are counted.
  const length = countsSteps(name) ? "training.steps=4" : "training.epochs=1";
  const loaded = loadSpec(folder + name, { set: ["data.validation=0.99", length, "lr_schedule.warmup_epochs=0"] });
  const one = await run(loaded, 1);
  expect(one.status).toBe("completed");
  for (const threads of [2, 3]) {
    const { hashes, test } = await run(loaded, threads);
    expect({ hashes, test }).toEqual({ hashes: one.hashes, test: one.test });
  }
});

test.each(files.filter(isSweep))("the first trial of %s trains", async (name) => {
  const { search, trialsOf } = loadSweep(folder + name);
  const { settings, next } = search();
  next(() => undefined);
  const [first] = trialsOf(settings[0] ?? {}, 0);
  const outcome = await run(first?.loaded as LoadedSpec, 2);
  expect(outcome.status).toBe("completed");
  expect(outcome.validation?.accuracy).toBeGreaterThan(0.8);
});
