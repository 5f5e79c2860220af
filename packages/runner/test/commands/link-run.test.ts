import { mkdirSync, readdirSync, readFileSync, readlinkSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { linkRun } from "../../src/commands/link-run.ts";

const RUNS = ["tiny/seed1-00000000", "tiny/seed1-11111111"] as const;

/** A results folder with two runs and a sweep. */
function place() {
  const results = temporaryFolder();
  const folder = join(results, "sweeps", "lrs");
  for (const path of [...RUNS.map((run) => join(results, run)), folder]) mkdirSync(path, { recursive: true });
  const links = join(folder, "runs");
  return { results, folder, links, leadsTo: (name: string) => realpathSync(join(links, name)) };
}

test("each trial has a link to its run; one to another trial's run, from before the grid had more values, is replaced", () => {
  const { results, folder, links, leadsTo } = place();
  linkRun(results, folder, { number: 0, run: RUNS[0] });
  expect(leadsTo("trial1")).toBe(realpathSync(join(results, RUNS[0])));
  linkRun(results, folder, { number: 0, run: RUNS[1] });
  linkRun(results, folder, { number: 1, run: RUNS[0] });
  expect(readlinkSync(join(links, "trial1"))).toMatch(/seed1-11111111$/);
  expect(readlinkSync(join(links, "trial2"))).toMatch(/seed1-00000000$/);
  expect(readdirSync(links)).toEqual(["trial1", "trial2"]);
});

test("what is no link stays, and nothing is linked through a link in the place of the folder", () => {
  const { results, folder, links } = place();
  mkdirSync(links);
  writeFileSync(join(links, "trial1"), "mine");
  linkRun(results, folder, { number: 0, run: RUNS[0] });
  expect(readFileSync(join(links, "trial1"), "utf8")).toBe("mine");
  const [other, elsewhere] = [place(), temporaryFolder()];
  symlinkSync(elsewhere, other.links);
  linkRun(other.results, other.folder, { number: 0, run: RUNS[0] });
  expect(readdirSync(elsewhere)).toEqual([]);
});
