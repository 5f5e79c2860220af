import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { SPEC } from "../../../runs/test/sample-runs.ts";
import { compare } from "../../src/commands/compare.ts";
import { report } from "../../src/commands/report.ts";
import { reportError } from "../../src/commands/report-error.ts";
import { sweep } from "../../src/commands/sweep.ts";
import { fakeTerminal } from "../terminal/screen.ts";
import { fakeContext } from "./fake-context.ts";
import { FAKE, finish } from "./processes.ts";
import { SWEEP_FILES, tamper } from "./tamper.ts";

const SWEEPS = 200;
/** Every so many of them the sweep goes on as well. */
const GOES_ON = 8;
/** Characters of what a command says at most, and of a page. */
const [MOST, MOST_PAGE] = [100_000, 3_000_000];

/** Whatever drives a terminal, reorders text or hides in it. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-"));
  const lrs = [0.1, 0.03, 0.01, 0.003];
  writeFileSync(join(folder, "lrs.yaml"), stringify({ experiment: { ...SPEC, name: "swept" }, lrs }));
  finish(FAKE, folder, ["sweep", "lrs.yaml", "--quiet"]);
  cpSync(join(folder, "results/sweeps/lrs"), join(folder, "whole"), { recursive: true });
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** A command in this process, on what it says. */
async function said(run: typeof compareSweep): Promise<{ code: number; out: string; err: string }> {
  const { terminal, out, err } = fakeTerminal(undefined, { LANG: "C.UTF-8", NO_COLOR: "1" });
  try {
    return { code: await run({ ...fakeContext(folder), terminal }), out: out(), err: err() };
  } catch (error) {
    return { code: reportError(error, terminal.err, {}), out: out(), err: err() };
  }
}

const RUNS = { where: [], force: false, json: false } as const;
const GOING_ON = {
  ...{ set: [], threads: 1, jobs: 1, revectorize: false, quiet: true, dryRun: false },
  numerics: "fused",
  ...{ retryFailed: false, json: false, precision: 2, onlyChanged: false },
} as const;
const compareSweep = (context: ReturnType<typeof fakeContext>, json = false) =>
  compare(["lrs"], { ...RUNS, json, precision: 2, onlyChanged: false }, context);
const compareAsJson = (context: ReturnType<typeof fakeContext>) => compareSweep(context, true);
const goOn = (context: ReturnType<typeof fakeContext>) => sweep(join(folder, "lrs.yaml"), GOING_ON, context);
const reportSweep = (context: ReturnType<typeof fakeContext>) => report(["lrs"], RUNS, context);

test("no tampered sweep ends in a stack, drives a terminal or writes a page without end", {
  timeout: 120_000,
}, async () => {
  const victim = join(folder, "results/sweeps/lrs");
  const found: string[] = [];
  let shown = 0;
  for (let seed = 0; seed < SWEEPS; seed++) {
    rmSync(victim, { recursive: true, force: true });
    cpSync(join(folder, "whole"), victim, { recursive: true });
    const what = tamper(victim, seed, SWEEP_FILES);
    const runs = seed % 3 === 0 ? [compareSweep, reportSweep] : [compareSweep, compareAsJson];
    // Going on starts a process, and writes the folder's files again.
    for (const run of seed % GOES_ON === 0 ? [...runs, goOn] : runs) {
      const { code, out, err } = await said(run);
      const text = out + err;
      const driving = UNSAFE.exec(text)?.[0];
      if (driving !== undefined) found.push(`${what}: says ${JSON.stringify(driving)}`);
      if (/a bug in Assay|^ {4}at /m.test(err)) found.push(`${what}: ends in ${err.slice(0, 300)}`);
      if (text.length > MOST) found.push(`${what}: says ${text.length} characters`);
      if (code !== 0 && !err.startsWith("error: ")) found.push(`${what}: exits ${code}: ${err.slice(0, 300)}`);
      if (code !== 0 || run !== reportSweep) continue;
      shown++;
      for (const file of ["report.html", "report.md"]) {
        const page = readFileSync(join(victim, file), "utf8");
        const hidden = UNSAFE.exec(page.replaceAll("\t", " "))?.[0];
        if (hidden !== undefined) found.push(`${what}: ${file} holds ${JSON.stringify(hidden)}`);
        if (page.length > MOST_PAGE) found.push(`${what}: ${file} has ${page.length} characters`);
      }
    }
  }
  expect(found).toEqual([]);
  expect(shown, "most of them are shown all the same").toBeGreaterThan(SWEEPS / 6);
});
