import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { listRuns } from "@assay/runs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import type { Context } from "../../src/commands/context.ts";
import { run } from "../../src/commands/run.ts";
import { sweep } from "../../src/commands/sweep.ts";
import { checkTrials, createPlanner } from "../../src/commands/sweep-planner.ts";
import { fakeTerminal } from "../terminal/screen.ts";
import { fakeContext } from "./fake-context.ts";
import { fakeServices } from "./fake-services.ts";

const SPEC = {
  name: "tiny",
  seed: 1,
  data: { dataset: { type: "mnist" }, validation: 100 },
  optimizer: { type: "sgd", lr: 0.1 },
  training: { epochs: 2, batch_size: 64 },
};

/** A context whose clock goes on by 100 s where a spec is read, and by 7 s where it is trained. */
function clocked(folder: string): Context {
  let now = 1000;
  return {
    ...fakeContext(folder),
    clock: { now: () => new Date(0), seconds: () => now },
    services: {
      ...fakeServices,
      async loadSpec(file, options) {
        now += 100;
        return fakeServices.loadSpec(file, options);
      },
      async loadSweep(file) {
        now += 100;
        return fakeServices.loadSweep(file);
      },
      async trainer() {
        const trainer = await fakeServices.trainer();
        return {
          ...trainer,
          async train(prepared, options) {
            now += 7;
            return trainer.train(prepared, options);
          },
        };
      },
    },
  };
}

test("a sweep whose trials do not measure what it ranks by is refused where the metric stands, before anything is trained", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "sweep.yaml");
  writeFileSync(file, JSON.stringify({ experiment: SPEC, lrs: [0.2, 0.3] }));
  const context = clocked(folder);
  const loadSweep = async () => ({
    ...(await fakeServices.loadSweep(file)),
    metric: { name: "validation.top_5", goal: "maximize" } as const,
  });
  const options = { ...flags, precision: 2, onlyChanged: false, set: [], jobs: 1, dryRun: false, retryFailed: false };
  await expect(sweep(file, options, { ...context, services: { ...context.services, loadSweep } })).rejects.toThrow(
    `${file}:1:1: [runner/sweep] trial 1 does not measure validation.top_5; it measures validation.accuracy, validation.loss`,
  );
  expect(listRuns(join(folder, "results"))).toEqual([]);
});

test("to validate a sweep, the data of its trials is not looked at", async () => {
  const file = join(temporaryFolder(), "sweep.yaml");
  writeFileSync(file, JSON.stringify({ experiment: SPEC, lrs: [0.2, 0.3] }));
  const loaded = await fakeServices.loadSweep(file, []);
  const { prepare, ...trainer } = await fakeServices.trainer();
  let looks = 0;
  const looking: typeof prepare = (spec) => ({
    ...prepare(spec),
    fingerprint() {
      looks++;
      return "0".repeat(64);
    },
  });
  checkTrials(loaded, { ...trainer, prepare: looking });
  expect(looks).toBe(0);
  createPlanner(loaded, { ...trainer, prepare: looking }, "fused");
  expect(looks, "a sweep that starts does").toBeGreaterThan(0);
  const metric = { name: "validation.top_5", goal: "maximize" } as const;
  expect(() => checkTrials({ ...loaded, metric }, { ...trainer, prepare })).toThrow(
    "does not measure validation.top_5",
  );
});

test("of a search that learns the trials are listed that it tries before it has a result", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "sweep.yaml");
  writeFileSync(file, JSON.stringify({ experiment: SPEC, lrs: [0.2, 0.3, 0.4] }));
  const { terminal, out } = fakeTerminal();
  const context = { ...fakeContext(folder), terminal };
  const loadSweep = async () => {
    const { trials: _, search, ...loaded } = await fakeServices.loadSweep(file);
    return {
      ...{ ...loaded, method: "tpe", cap: 9 },
      search() {
        const found = search();
        return { ...found, next: () => (found.settings.length < 2 ? found.next(() => undefined) : ("wait" as const)) };
      },
    };
  };
  const options = {
    ...flags,
    json: false,
    precision: 2,
    onlyChanged: false,
    set: [],
    dryRun: true,
    retryFailed: false,
  };
  await sweep(file, options, { ...context, services: { ...context.services, loadSweep } });
  expect(out()).toMatch(/\n\| +2 \| +0\.3 \| +1 \|\n\n/);
  expect(out()).toContain(
    "2 trials: 2 settings, 1 seed.\ntpe finds further settings from the results, up to run_cap: 9.\n",
  );
});

const flags = { threads: 1, numerics: "fused", force: false, revectorize: false, json: true, quiet: true } as const;

test("seconds are those from a spec that has been read to its result, whatever it took to read it", async () => {
  const folder = temporaryFolder();
  const file = (name: string, content: object): string => {
    writeFileSync(join(folder, name), JSON.stringify(content));
    return join(folder, name);
  };
  await run([file("spec.yaml", SPEC)], { ...flags, jobs: 1, set: [], profile: false }, clocked(folder));
  const seconds = listRuns(join(folder, "results")).map((entry) => "stored" in entry && entry.stored.record.seconds);
  expect(seconds).toEqual([7]);
});
