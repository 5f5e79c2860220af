import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { SPEC } from "../../../runs/test/sample-runs.ts";
import { ASSAY, FAKE, finish } from "./processes.ts";

let folder = "";
let ended = "";
const assay = (...args: string[]) => finish(FAKE, folder, args);

/** Has a process say on stderr that it loads a module of the kernels. */
const HOOK = `import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) { if (url.includes("/packages/kernels/")) process.stderr.write("KERNELS"); return next(url, context); } });`;
const SHOWS_KERNELS = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(HOOK)}` };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-"));
  writeFileSync(join(folder, "lrs.yaml"), stringify({ experiment: { ...SPEC, name: "swept" }, lrs: [0.1, 0.01] }));
  ended = assay("sweep", "lrs.yaml", "--quiet").stdout;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

const FEW = "Parameter importance: too few settings to say: 2 with a figure, at least 8 are needed.\n";

test("compare shows of a sweep the table and the words with which it has ended, and what decides", () => {
  for (const name of ["lrs.yaml", "lrs", "results/sweeps/lrs"]) {
    expect(assay("compare", name)).toEqual({ status: 0, stdout: ended + FEW, stderr: "" });
  }
  const json = JSON.parse(assay("compare", "lrs", "--json", "--sort-by", "setting").stdout);
  expect(json.importance).toEqual({ reason: expect.stringContaining("too few settings") });
  expect(json.rows.map(({ setting }: { setting: number }) => setting)).toEqual([1, 2]);
});

test("compare and report of a sweep load no kernels", () => {
  expect(finish(ASSAY, folder, ["report", "lrs"], SHOWS_KERNELS)).toMatchObject({ status: 0, stderr: "" });
  expect(finish(ASSAY, folder, ["compare", "lrs"], SHOWS_KERNELS)).toEqual({
    status: 0,
    stdout: ended + FEW,
    stderr: "",
  });
  expect(finish(ASSAY, folder, ["gradcheck", "none.yaml"], SHOWS_KERNELS).stderr, "what does").toContain("KERNELS");
});

test("after a grid was given more values, compare shows the table with which sweep has ended", () => {
  const experiment = { ...SPEC, name: "extended" };
  writeFileSync(join(folder, "more.yaml"), stringify({ experiment, lrs: [0.1, 0.01] }));
  assay("sweep", "more.yaml", "--quiet");
  writeFileSync(join(folder, "more.yaml"), stringify({ method: "grid", experiment, lrs: [0.3, 0.1, 0.01] }));
  const { status, stdout, stderr } = assay("sweep", "more.yaml", "--quiet");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout.match(/^\| +\d \|/gm)).toHaveLength(3);
  expect(assay("compare", "more")).toEqual({ status: 0, stdout: stdout + FEW.replace("2 with", "3 with"), stderr: "" });
});

test("a line that has the name of a trial's run and tells of other bits is none of it: the trial is tried", () => {
  const experiment = { ...SPEC, name: "mixed" };
  writeFileSync(join(folder, "mixed.yaml"), stringify({ experiment, lrs: [0.1, 0.01] }));
  const whole = assay("sweep", "mixed.yaml", "--quiet").stdout;
  const journal = join(folder, "results", "sweeps", "mixed", "trials.jsonl");
  const lines = readFileSync(journal, "utf8").trimEnd().split("\n");
  const [one, other] = lines.map((line) => JSON.parse(line));
  const mixed = [
    { ...one, identity: other.identity },
    { ...other, identity: undefined },
  ];
  writeFileSync(journal, mixed.map(lineText).join(""));
  expect(assay("sweep", "mixed.yaml", "--quiet")).toEqual({ status: 0, stdout: whole, stderr: "" });
  expect(readFileSync(journal, "utf8").trimEnd().split("\n")).toHaveLength(4);
});

const lineText = (line: object): string => `${JSON.stringify(line)}\n`;

test("a sweep whose runs are elsewhere is shown as its journal has it, without a verdict", () => {
  rmSync(join(folder, "results", "swept"), { recursive: true });
  const { status, stdout } = assay("compare", "lrs");
  expect(status).toBe(0);
  expect(stdout).toContain("Best by validation.accuracy: setting 2: optimizer.lr=0.01\n");
  expect(stdout).toMatch(/\| val accuracy \|.*\n.*\n\| +2 \| +0.01 \| +\d\d\.\d\d % \|/);
});

test("a sweep of which nothing is over is shown with its open settings", () => {
  writeFileSync(join(folder, "results", "sweeps", "lrs", "trials.jsonl"), '{"torn\n');
  const { status, stdout } = assay("compare", "lrs");
  expect(status).toBe(0);
  expect(stdout).toMatch(/2 of 2 trials are open; sweep goes on with them\.\nNo setting was completed\.\n/);
});
