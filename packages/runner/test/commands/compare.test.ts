import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { SPEC } from "../../../runs/test/sample-runs.ts";
import { FAKE, finish } from "./processes.ts";

let folder = "";
const assay = (...args: string[]) => finish(FAKE, folder, args);

const RECIPES: Readonly<Record<string, object>> = {
  one: {},
  two: { optimizer: { ...SPEC.optimizer, lr: 0.01 } },
  three: { optimizer: { ...SPEC.optimizer, lr: 0.001 } },
  split: { data: { ...SPEC.data, validation: 200 } },
  loss: { loss: { type: "cross_entropy", label_smoothing: 0.1 } },
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-"));
  for (const [name, changes] of Object.entries(RECIPES)) {
    const spec = { ...SPEC, loss: { type: "cross_entropy", label_smoothing: 0 }, ...changes, name };
    writeFileSync(join(folder, `${name}.yaml`), stringify(spec));
    for (const seed of ["1", "2", "3"]) assay(`${name}.yaml`, "--seed", seed, "--quiet");
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("three recipes of three seeds: verdicts first, then what is ranked by, then a row a recipe", () => {
  const { status, stdout } = assay("compare", "one", "two", "three");
  const lines = stdout.split("\n");
  expect(lines[0]).toMatch(/^Undecided between three \(n=3\) and two \(n=3\): the seeds show no spread/);
  expect(stdout).toContain("\nRanked by test accuracy, over 3 recipes. The test split is for a last look");
  expect(stdout.match(/^\| \w+ \(n=3\) /gm)).toHaveLength(3);
  expect(status).toBe(0);
});

describe("what must not be compared", () => {
  test.each([
    [
      "split",
      "Different validation splits: data.validation 100 (one (n=3)); data.validation 200 (split (n=3)); what is held out is not trained on.",
    ],
    ["loss", "--metric accuracy compares by that alone."],
  ])("%s: exit 3 with the reason, nothing on stdout", (other, reason) => {
    const { status, stdout, stderr } = assay("compare", "one", other);
    expect(stderr).toMatch(/^refused: these runs must not be compared\.\n {2}/);
    expect(stderr).toContain(reason);
    expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
  });

  test("--json has the reason, and no verdict", () => {
    const { status, stdout } = assay("compare", "one", "split", "--json");
    const { incomparable, verdicts } = JSON.parse(stdout);
    expect({ status, verdicts }).toEqual({ status: 3, verdicts: [] });
    expect(incomparable[0]).toContain("Different validation splits");
  });

  test.each(["md", "csv", "json", "html"])("--force compares under a warning that %s carries", (format) => {
    const { status, stdout } = assay("compare", "one", "split", "--force", "--format", format);
    expect(stdout).toContain("Different validation splits");
    expect(status).toBe(0);
  });

  test("losses of two kinds are no obstacle to a ranking by accuracy, and stand in no ranking themselves", () => {
    const { status, stdout } = assay("compare", "one", "loss", "--metric", "accuracy");
    expect(stdout).toContain("Warning: Losses are defined differently");
    expect(stdout).not.toContain("test loss");
    expect(status).toBe(0);
  });
});

test("the ranking is by what is asked for", () => {
  const by = (...args: string[]) => JSON.parse(assay("compare", "one", "two", "--json", ...args).stdout).ranking;
  expect(by("--metric", "loss")).toMatchObject({ split: "test", metric: { name: "loss" } });
  expect(by("--split", "validation")).toMatchObject({ split: "validation", metric: { name: "accuracy" } });
  expect(by("--metric", "validation.loss")).toMatchObject({ split: "validation", metric: { name: "loss" } });
});

test("the baseline is what the others are judged against", () => {
  const { baseline, verdicts } = JSON.parse(
    assay("compare", "one", "two", "three", "--baseline", "two", "--json").stdout,
  );
  expect(baseline).toBe("two (n=3)");
  expect(verdicts.map(({ a }: { a: string }) => a)).toEqual(["two (n=3)", "two (n=3)"]);
});

test.each([
  [["--metric", "acuracy"], 'did you mean "accuracy"?'],
  [["--metric", "test.loss", "--split", "validation"], "--metric test.loss and --split validation exclude each other"],
  [["--baseline", "twp"], 'did you mean "two"?'],
  [["--split", "train"], "Allowed choices are test, validation."],
])("%s is refused with exit 2", (args, message) => {
  const { status, stdout, stderr } = assay("compare", "one", "two", ...args);
  expect(stderr).toContain(message);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
});

describe("diff", () => {
  test("of two runs: settings, outcome, verdict", () => {
    const { status, stdout } = assay("diff", "one/seed1", "two/seed1");
    expect(stdout).toMatch(/^A {2}one\/seed1-\w+\nB {2}two\/seed1-\w+\n/);
    expect(stdout).toMatch(/^optimizer\.lr +0\.1 +0\.01$/m);
    expect(stdout).toMatch(/^test accuracy +88\.10 % +97\.10 % +\+9\.00 points$/m);
    expect(status).toBe(0);
  });

  test("of two specs that were not run, and as JSON", () => {
    const { differences } = JSON.parse(assay("diff", "one.yaml", "split.yaml", "--json").stdout);
    expect(differences).toEqual([{ key: "data.validation", a: 100, b: 200 }]);
  });

  test("of runs that must not be compared says why", () => {
    expect(assay("diff", "one/seed1", "split/seed1").stdout).toContain("Not comparable: Different validation splits");
  });

  test("a name of several runs is refused", () => {
    expect(assay("diff", "one", "two/seed1")).toMatchObject({ status: 2, stdout: "" });
  });
});
