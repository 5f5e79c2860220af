import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRun } from "@assay/runs/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fakeOutcome } from "../../../runs/test/fake-outcome.ts";
import { request } from "../../../runs/test/sample-runs.ts";
import type { Context } from "../../src/commands/context.ts";
import { createProgram } from "../../src/commands/program.ts";
import { reportError } from "../../src/commands/report-error.ts";
import { route } from "../../src/commands/route.ts";
import { fakeTerminal } from "../terminal/screen.ts";
import { fakeServices } from "./fake-services.ts";
import { tamper } from "./tamper.ts";

/** Records that are tampered with, in groups of a test each. */
const [GROUPS, RECORDS] = [8, 60];
/** Characters of what one command says at most, and of a page. */
const [MOST, MOST_PAGE] = [100_000, 3_000_000];

/** Whatever drives a terminal, reorders text or hides in it; a page may have tabs. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;

let folder = "";
let victim = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-"));
  const train = (results: string, spec: object): string => {
    const asked = request(join(folder, results), spec);
    const run = openRun(asked);
    for (const epoch of [1, 2, 3]) {
      const validation = { loss: 0.5 / epoch, accuracy: 0.9 };
      const times = { seconds: epoch, samples_per_second: 10 };
      run.add({ epoch, step: 10 * epoch, lr: 0.1, train: { loss: 1 / epoch, accuracy: 0.5 }, validation, ...times });
    }
    const classes = [{ name: "7", examples: 2, accuracy: 0.5 }];
    run.finish({ ...fakeOutcome(asked.loaded, asked), classes }, 1);
    return run.path;
  };
  for (const seed of [1, 2]) train("results", { name: "good", seed });
  cpSync(train("whole", { name: "victim" }), join(folder, "whole-run"), { recursive: true });
  victim = join(folder, "results", "victim", "seed1-00000000");
});

afterAll(() => rmSync(folder, { recursive: true }));

/** One command line in this process. */
async function assay(args: readonly string[], columns?: number) {
  const { terminal, out, err } = fakeTerminal(columns, { LANG: "C.UTF-8", NO_COLOR: "1" });
  const context: Context = {
    terminal,
    paths: {
      folder,
      inFolder: (path) => join(folder, path),
      existing: (path) => path,
      output: () => join(folder, "results"),
      shown: (path) => path,
    },
    services: fakeServices,
    clock: { now: () => new Date(0), seconds: () => 0 },
    process: { on: () => undefined, off: () => undefined, exit: () => undefined },
  };
  let code: number = 0;
  try {
    const program = createProgram(context, "0", (ended) => {
      code = ended;
    });
    await program.parseAsync(route(args, program), { from: "user" });
  } catch (error) {
    code = reportError(error, terminal.err, {});
  }
  return { code, out: out(), err: err() };
}

/** What is wrong with what a command says of a tampered run, in words. */
async function faults(args: readonly string[], columns: number | undefined, shows: RegExp): Promise<string[]> {
  const { code, out, err } = await assay(args, columns);
  const said = out + err;
  const driving = UNSAFE.exec(said)?.[0];
  return [
    ...(driving === undefined ? [] : [`says ${JSON.stringify(driving)}`]),
    ...(/a bug in Assay|^ {4}at /m.test(err) ? [`ends in ${err.slice(0, 300)}`] : []),
    ...(said.length > MOST ? [`says ${said.length} characters`] : []),
    ...(code === 0 && !shows.test(out) ? ["hides a run"] : []),
    ...(code === 0 || err.startsWith("error: ") || err.startsWith("refused: ")
      ? []
      : [`exits ${code}: ${err.slice(0, 300)}`]),
  ].map((fault) => `assay ${args.join(" ")}: ${fault}`);
}

function faultsOfPage(file: string): string[] {
  const page = readFileSync(join(victim, file), "utf8");
  const driving = UNSAFE.exec(page.replaceAll("\t", " "))?.[0];
  return [
    ...(driving === undefined ? [] : [`${file} holds ${JSON.stringify(driving)}`]),
    ...(page.length > MOST_PAGE ? [`${file} has ${page.length} characters`] : []),
  ];
}

test.each(Array.from({ length: GROUPS }, (_, group) => group))(
  "no tampered record ends in a stack, drives a terminal or hides another: group %i",
  { timeout: 120_000 },
  async (group) => {
    const found: string[] = [];
    for (let seed = group * RECORDS; seed < (group + 1) * RECORDS; seed++) {
      rmSync(victim, { recursive: true, force: true });
      cpSync(join(folder, "whole-run"), victim, { recursive: true });
      const what = tamper(victim, seed);
      const [odd, columns] = [seed % 2 === 1, seed % 3 === 0 ? 100 : undefined];
      const format = ["md", "csv", "json"][seed % 3] as string;
      const commands: [string[], RegExp][] = [
        [
          ["list", ...(columns === undefined ? ["--format", format] : [])],
          /good\/seed1-[\s\S]*good\/seed2-[\s\S]*victim\/seed1-/,
        ],
        [["show", victim, ...(odd ? ["--json"] : [])], /seed1-/],
        [["compare", ...(odd ? ["*/seed*"] : []), ...(columns === undefined ? ["--format", format] : [])], /good/],
        [["diff", "good/seed1", victim, ...(odd ? ["--json"] : [])], /good/],
        [["report", victim], /report\.html/],
      ];
      for (const [args, shows] of commands) {
        found.push(...(await faults(args, columns, shows)).map((fault) => `${what}: ${fault}`));
      }
      if (!existsSync(join(victim, "report.html"))) continue;
      found.push(...["report.html", "report.md"].flatMap(faultsOfPage).map((fault) => `${what}: ${fault}`));
    }
    expect(found).toEqual([]);
  },
);
