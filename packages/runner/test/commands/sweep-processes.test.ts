import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { ASSAY, start } from "./processes.ts";

const SWEEP = `experiment:
  name: small
  data: { validation: 0.99 }
  architecture: [flatten, { type: linear, out_features: 10 }]
  optimizer: { type: sgd, lr: 0.1 }
  training: { epochs: 4 }
method: tpe
run_cap: 12
early_terminate: { type: asha, min_epochs: 1, reduction_factor: 2 }
parameters:
  optimizer.lr: { distribution: log_uniform, min: 0.0001, max: 1 }
`;

const sweep = async (folder: string, jobs: string): Promise<unknown> => {
  const { status, stdout } = await start(ASSAY, folder, ["sweep", "sweep.yaml", "--jobs", jobs, "--json", "--quiet"])
    .ended;
  expect(status).toBe(0);
  return JSON.parse(stdout).rows;
};

/** The lines of a sweep's journal by number, but for how long each trial took. */
const journal = (folder: string) =>
  readFileSync(join(folder, "results", "sweeps", "sweep", "trials.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => ({ ...JSON.parse(line), seconds: 0 }))
    .sort((a, b) => a.number - b.number);

test("one process, two, and two programs that share the work write the same lines, each once", async () => {
  const [alone, two, shared] = ["alone", "two", "shared"].map((name) => join(temporaryFolder(), name));
  for (const folder of [alone, two, shared] as string[]) {
    mkdirSync(folder);
    writeFileSync(join(folder, "sweep.yaml"), SWEEP);
  }
  await sweep(alone as string, "1");
  await sweep(two as string, "2");
  const tables = await Promise.all([sweep(shared as string, "1"), sweep(shared as string, "1")]);
  const expected = journal(alone as string);
  expect(expected).toHaveLength(12);
  expect(expected.some(({ status }) => status === "stopped")).toBe(true);
  expect(journal(two as string)).toEqual(expected);
  expect(journal(shared as string)).toEqual(expected);
  expect(tables[0], "both end with the whole table").toEqual(tables[1]);
});
