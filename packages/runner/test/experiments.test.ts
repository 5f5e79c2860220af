import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LoadedSpec } from "@assay/experiment";
import { loadSpec, prepare, train } from "@assay/training";
import { afterAll, expect, test } from "vitest";
import { writeSmallMnist } from "../../training/test/bits/small-mnist.ts";
import { loadSweep } from "../src/sweep/index.ts";

const folder = fileURLToPath(new URL("../../../experiments/", import.meta.url));
const files = globSync("**/*.yaml", { cwd: folder }).sort();
const isSweep = (name: string): boolean => dirname(name) === "sweeps";
const signal = new AbortController().signal;

const mnist = mkdtempSync(join(tmpdir(), "assay-experiments-"));
writeSmallMnist(mnist);
afterAll(() => rmSync(mnist, { recursive: true }));

const run = (loaded: LoadedSpec, threads: number) =>
  train(prepare(loaded), { threads, numerics: "fused", listeners: [], signal });

/** What shortens a spec: of MNIST its first 1,000 and 200 images, and one epoch, or a few steps where steps are counted. */
function short(name: string): readonly string[] {
  const { data, training } = loadSpec(folder + name).spec;
  const length = training.steps === undefined ? "training.epochs=1" : "training.steps=4";
  const small = [`data.dataset={ type: idx, path: ${JSON.stringify(mnist)} }`, "data.validation=0.4"];
  return [...(data.dataset.type === "mnist" ? small : []), length, "lr_schedule.warmup_epochs=0"];
}

test.each(files.filter((name) => !isSweep(name)))("%s trains, to the same bits on 1, 2 and 3 threads", async (name) => {
  const loaded = loadSpec(folder + name, { set: short(name) });
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
