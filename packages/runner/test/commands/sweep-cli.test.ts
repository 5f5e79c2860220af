import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { FAKE, start } from "./processes.ts";
import { assay, workplace } from "./workplace.ts";

test("a sweep tries each setting once, in processes of their own, and ranks by validation", () => {
  const folder = workplace();
  const { status, stdout, stderr } = assay(folder, ["sweep", "sweep.yaml", "--jobs", "1"]);
  expect(stderr).toMatch(/^trial 1\/2 {2}validation.accuracy 88.20 %, .* {2}optimizer.lr=0.1 {2}seed=1\ntrial 2\/2 /);
  expect(stdout).toMatch(/^\| setting \| optimizer.lr \|.*\n\| -.*\n\| +2 \|.*\n\| +1 \|/);
  expect(stdout).toContain("Best by validation.accuracy: setting 2: optimizer.lr=0.01\n");
  expect(stdout).toContain("To train it: pnpm run exp results/sweeps/sweep/best.yaml\n");
  expect(stdout, "the test split does not choose").not.toContain("val test");
  expect(status).toBe(0);
  const again = assay(folder, ["sweep", "sweep.yaml", "--json"]);
  expect(again.stderr, "one line for all of them").toBe("2 trials were there already.\n\n");
  expect(JSON.parse(again.stdout).rows.map((row: { setting: number }) => row.setting)).toEqual([2, 1]);
  const best = assay(folder, [join("results", "sweeps", "sweep", "best.yaml"), "--json"]);
  expect(JSON.parse(best.stdout).run, "the best setting's spec leads to its run").toMatch(/^swept\//);
  expect(best.stderr).toContain("This run is there already");
  expect(assay(folder, ["list"]).stdout, "the sweeps' folder is no experiment").not.toContain("sweeps");
});

test("a sweep's trials are listed without being trained", () => {
  const folder = workplace();
  const { status, stdout, stderr } = assay(folder, ["sweep", "sweep.yaml", "--dry-run"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toBe(`\
| trial | optimizer.lr | seed |
| ----: | -----------: | ---: |
|     1 |          0.1 |    1 |
|     2 |         0.01 |    1 |

2 trials: 2 settings, 1 seed.
`);
  const { rows } = JSON.parse(assay(folder, ["sweep", "sweep.yaml", "--dry-run", "--json"]).stdout);
  const run = expect.stringMatching(/^swept\/seed1-/);
  expect(rows[1]).toEqual({ trial: 2, setting: 2, sets: { "optimizer.lr": 0.01 }, seed: 1, run });
  expect(existsSync(join(folder, "results"))).toBe(false);
});

test("a sweep goes on after a trial that crashed or diverged, and tries it again where that is asked for", () => {
  for (const [fate, status] of [
    ["crash", "failed"],
    ["diverge", "diverged"],
  ] as const) {
    const folder = workplace({ fate });
    const ended = assay(folder, ["sweep", "sweep.yaml", "--json", "--quiet"]);
    expect(JSON.parse(ended.stdout).rows).toMatchObject([
      { setting: 1, status },
      { setting: 2, status },
    ]);
    expect(ended.status, "no trial was completed").toBe(1);
    const again = assay(folder, ["sweep", "sweep.yaml", "--retry-failed"]);
    expect(again.stderr.startsWith("2 trials were there already.")).toBe(status === "diverged");
  }
});

test("an interrupted sweep tells how much of it is open, and the same command goes on", async () => {
  const folder = workplace({ pace: 20 });
  const experiment = parse(readFileSync(join(folder, "spec.yaml"), "utf8"));
  writeFileSync(join(folder, "sweep.yaml"), stringify({ experiment, lrs: [0.1, 0.01, 0.001, 0.0001] }));
  const { child, says, ended } = start(FAKE, folder, ["sweep", "sweep.yaml", "--jobs", "1"]);
  await says("trial 1/4");
  child.kill("SIGINT");
  const { status, stdout } = await ended;
  expect(status).toBe(130);
  expect(stdout).toContain("\n3 of 4 trials are open; the same command goes on with them.\nBest by");
  const rest = assay(folder, ["sweep", "sweep.yaml", "--json"]);
  expect(rest.status).toBe(0);
  expect(rest.stderr).toMatch(/^1 trial was there already\.\ntrial [234]\/4 /);
  expect(JSON.parse(rest.stdout).rows).toHaveLength(4);
});

test("several seeds are trained and compared; what is for one run alone is refused", () => {
  const folder = workplace();
  const { status, stdout, stderr } = assay(folder, ["spec.yaml", "--seeds", "1..2,5", "--jobs", "2", "--json"]);
  expect(status).toBe(0);
  expect(stderr.match(/validation\.accuracy [\d.]+ %, .* seed=[125]$/gm)).toHaveLength(3);
  expect(JSON.parse(stdout)).toMatchObject({ rows: [{ n: 3, seeds: [1, 2, 5] }] });
  for (const [flags, says] of [
    [["--seeds", "1,x"], "It must be different whole numbers, such as 1..5 or 1,4,7, at most 1000."],
    [["--seeds", "3..1"], "It must be different whole numbers"],
    [["--seeds", "1..2", "--force"], "--force is for one spec with one seed; leave --seeds out"],
    [["--seeds", "1..2", "--seed", "3"], "--seed is for one spec with one seed; leave --seeds out"],
    [["spec.yaml"], "spec.yaml is the same training as one that was named before"],
    [["spec.yaml", "--profile"], "--profile is for one spec with one seed; name one spec, or write --seeds"],
  ] as const) {
    expect(assay(folder, ["spec.yaml", ...flags])).toMatchObject({ status: 2, stderr: expect.stringContaining(says) });
  }
});

test("another sweep of the same name is refused, with what differs", () => {
  const folder = workplace();
  assay(folder, ["sweep", "sweep.yaml", "--quiet"]);
  writeFileSync(
    join(folder, "sweep.yaml"),
    readFileSync(join(folder, "sweep.yaml"), "utf8").replace("lrs:", "method: random\nlrs:"),
  );
  const { status, stderr } = assay(folder, ["sweep", "sweep.yaml", "--quiet"]);
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: expect.stringMatching(
      /results\/sweeps\/sweep holds another sweep of this name \(method: was "grid", is "random"\); give this one a name/,
    ),
  });
});

test("an experiment that was changed is named by its path; where nothing was tried yet, it may be", () => {
  const folder = workplace();
  const file = join(folder, "sweep.yaml");
  const changed = readFileSync(file, "utf8").replace("batch_size: 64", "batch_size: 32");
  assay(folder, ["sweep", "sweep.yaml", "--quiet"]);
  writeFileSync(file, changed);
  const refused = assay(folder, ["sweep", "sweep.yaml", "--quiet"]);
  expect(refused.status).toBe(3);
  expect(refused.stderr).toContain("(experiment: training.batch_size was 64, is 32)");
  rmSync(join(folder, "results", "sweeps", "sweep", "trials.jsonl"));
  expect(assay(folder, ["sweep", "sweep.yaml", "--quiet"]).status).toBe(0);
});
