import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { SPEC } from "../../../runs/test/sample-runs.ts";
import { FAKE, finish } from "./processes.ts";

let folder = "";
const assay = (...args: string[]) => finish(FAKE, folder, args);
/** The names of the runs that compare has taken. */
const taken = (...args: string[]): string[] => {
  const { stdout, stderr } = assay("compare", ...args, "--json");
  if (stdout === "") throw new Error(stderr);
  const { rows } = JSON.parse(stdout) as { rows: { runs: string[] }[] };
  return rows.flatMap(({ runs }) => runs.map((run) => run.replace(/-[0-9a-f]{8}$/, ""))).sort();
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-"));
  mkdirSync(join(folder, "experiments"));
  const spec = (name: string) => ({ ...SPEC, name });
  for (const name of ["one", "two"]) writeFileSync(join(folder, `${name}.yaml`), stringify(spec(name)));
  writeFileSync(join(folder, "experiments", "untrained.yaml"), stringify(spec("untrained")));
  writeFileSync(join(folder, "experiments", "unseen.yaml"), stringify(spec("unseen")));
  const sweep = (name: string) => stringify({ experiment: spec(name), lrs: [0.1, 0.01] });
  writeFileSync(join(folder, "sweep.yaml"), sweep("one"));
  writeFileSync(join(folder, "new-sweep.yaml"), sweep("later"));
  for (const seed of ["1", "2"]) assay("one.yaml", "--seed", seed, "--quiet");
  assay("two.yaml", "--quiet");
  assay("sweep", "sweep.yaml", "--quiet");
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

test("a name, a folder and a pattern lead to runs, each of them once", () => {
  expect(taken("two")).toEqual(["two/seed1"]);
  expect(taken("results/two", "two", "tw*")).toEqual(["two/seed1"]);
  expect(taken("*/seed2-*")).toEqual(["one/seed2"]);
  expect(taken("results/{one,two}/seed2*")).toEqual(["one/seed2"]);
});

test("a sweep's file leads to the runs of its trials, a spec's to those of its name", () => {
  const runs = ["--split", "validation"]; // without, compare shows the sweep itself
  expect(taken("sweep.yaml", ...runs)).toEqual(["one/seed1", "one/seed1"]);
  expect(taken("sweep.yaml", "two")).toEqual(["one/seed1", "one/seed1", "two/seed1"]);
  expect(taken("two.yaml")).toEqual(["two/seed1"]);
});

test("a sweep is also found by its name, by its folder and by the folder's name in the results", () => {
  for (const name of ["sweep", "results/sweeps/sweep", "sweeps/sweep"]) {
    expect(taken(name, "--where", "optimizer.lr<0.05"), name).toEqual(["one/seed1"]);
  }
});

test("--where keeps the runs that meet it", () => {
  expect(taken("--where", "seed=2")).toEqual(["one/seed2"]);
});

test.each([
  [
    ["untrained", "unseen"],
    'there are no runs "untrained" and "unseen"; train them first: pnpm run exp experiments/untrained.yaml && pnpm run exp experiments/unseen.yaml',
  ],
  [["two", "untrained"], 'there is no run "untrained"; train it first: pnpm run exp experiments/untrained.yaml'],
  [["too"], 'there is no run "too"; did you mean "two"?'],
  [["z*"], 'there is no run "z*"; see what is there with: pnpm run list'],
  [["new-sweep.yaml"], "no trial of new-sweep.yaml is there; try its settings first: pnpm run sweep new-sweep.yaml"],
])("%s: what leads nowhere is named, with what to do", (args, message) => {
  const { status, stdout, stderr } = assay("compare", ...args);
  expect(stderr).toBe(`error: [runner/commands] ${message}\n`);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
});
