import { globSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { LoadedSpec } from "@assay/experiment";
import { loadSpec, prepare, train } from "@assay/training";
import { expect, test } from "vitest";
import { loadSweep } from "../src/sweep/index.ts";
import { madeUpImages } from "./made-up-images.ts";

const folder = fileURLToPath(new URL("../../../experiments/", import.meta.url));
const files = globSync("**/*.yaml", { cwd: folder }).sort();
const isSweep = (name: string): boolean => dirname(name) === "sweeps";
const signal = new AbortController().signal;

const run = (loaded: LoadedSpec, threads: number) =>
  train(prepare(loaded), { threads, numerics: "fused", listeners: [], signal });

const images = madeUpImages();

/** An epoch, or a few steps where steps are counted. Of pictures over few that are made up: MNIST is large, Fashion-MNIST not here. */
function shortened(name: string): string[] {
  const { data, training } = loadSpec(folder + name).spec;
  const length = training.steps === undefined ? "training.epochs=1" : "training.steps=4";
  const set = [length, "lr_schedule.warmup_epochs=0"];
  const { type } = data.dataset;
  if (type === "mnist") return [...set, "data.validation=0.1", `data.dataset={ type: idx, path: ${images} }`];
  return type === "idx" ? [...set, "data.validation=0.1", `data.dataset.path=${images}`] : set;
}

test.each(files.filter((name) => !isSweep(name)))("%s trains, to the same bits on 1 and 3 threads", async (name) => {
  const loaded = loadSpec(folder + name, { set: shortened(name) });
  const one = await run(loaded, 1);
  expect(one.status).toBe("completed");
  const { hashes, test } = await run(loaded, 3);
  expect({ hashes, test }).toEqual({ hashes: one.hashes, test: one.test });
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
