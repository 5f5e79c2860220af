import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { SpecError } from "@assay/experiment/error";
import { stream } from "@assay/kernels";
import { loadSpec, prepare } from "@assay/training/checking";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../runs/test/sample-runs.ts";
import { loadSweep } from "../src/sweep/index.ts";

const EXPERIMENTS = join(import.meta.dirname, "../../../experiments");
const texts = globSync("**/*.yaml", { cwd: EXPERIMENTS })
  .sort()
  .map((file) => [file, readFileSync(join(EXPERIMENTS, file), "utf8")] as const);

const random = stream(1, "slips");
const below = (count: number): number => Math.floor(random() * count);
const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;

/** What may stand in the place of a value. */
const VALUES = [
  ...["null", "~", "true", "no", "''", '"\\0"', '"\\ud800"', "\u202eabc", "💥", "'2026-01-01'", "1_000", "0x10", "0o7"],
  ...["-1", "0", "-0", "1e999", ".nan", "-.inf", "9007199254740993", "4294967296", "1e300", "3.5e38", "1e-320"],
  ...[
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "{type: relu}",
    "{a: 1, a: 2}",
    "{__proto__: 1}",
    "[1,",
    "{",
    "}",
    "[1, 2, 3]",
    "[-1, -1]",
  ],
  ...[
    "!!int 3",
    "!x y",
    "*x",
    "&x 3",
    "@x",
    "%x",
    "x: y: z",
    "- x",
    "|\n  x",
    "constructor",
    "toString",
    "../..",
    "same",
  ],
  ...["relu", "conv2d", "concat", "residual", "batch_norm", "csv", "{ type: concat, branches: [[]] }"],
];
const KEYS = ["__proto__", "constructor", "toString", "x", "1", "~", "? a", "<<", ""];
const SIGNS = [..."[]{}*&!|>'\"%@`#:,-?\\\t\r\u0007\u0085\u2028\ufeff\ufffe"];

/** Replaces one of the matches of a pattern. */
function replaceOne(text: string, pattern: RegExp, by: string): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return by;
  const { index, 0: found } = pick(matches);
  return text.slice(0, index) + by + text.slice(index + found.length);
}

function inLines(text: string, change: (lines: string[], at: number) => void): string {
  const lines = text.split("\n");
  change(lines, below(lines.length));
  return lines.join("\n");
}

/** What may happen to a text by a slip of the hand, or of a tool. */
const SLIPS: readonly ((text: string) => string)[] = [
  (text) => inLines(text, (lines, at) => lines.splice(at, 1)),
  (text) => inLines(text, (lines, at) => lines.splice(at, 0, lines[at] as string)),
  (text) => inLines(text, (lines, at) => lines.splice(below(lines.length), 0, ...lines.splice(at, 1))),
  (text) => inLines(text, (lines, at) => lines.splice(at, 1, `${pick(["\t", " ", "  "])}${lines[at]}`)),
  (text) => inLines(text, (lines, at) => lines.splice(at, 1, `${lines[at]}`.replace(/^ {1,2}/, ""))),
  (text) => replaceOne(text, /(?<=[:,[] )[^\s,\]}{[]+(?=[\s,\]}])/g, pick(VALUES)),
  (text) => replaceOne(text, /\b[a-z_]+(?=:)/g, pick(KEYS)),
  (text) => replaceOne(text, /\b[a-z_]+: [^\s,}\]]+,? ?/g, ""),
  (text) => replaceOne(text, /(?=.)/g, pick(SIGNS)),
  (text) => replaceOne(text, /.{1,20}/g, ""),
  (text) => text.slice(0, below(text.length)),
];

test("400 shipped files with one or two slips: read, or refused with file, line and column, and nothing else happens", () => {
  const folder = temporaryFolder();
  const inherited = Reflect.ownKeys(Object.prototype);
  let refused = 0;
  for (let i = 0; i < 400; i++) {
    const [shipped, sound] = pick(texts);
    let text = pick(SLIPS)(sound);
    if (random() < 0.5) text = pick(SLIPS)(text);
    const file = join(folder, basename(shipped));
    writeFileSync(file, text);
    let error: unknown;
    try {
      if (!shipped.startsWith("sweep")) prepare(loadSpec(file));
      else for (const { loaded } of loadSweep(file).trials ?? []) prepare(loaded);
    } catch (thrown) {
      error = thrown;
    }
    if (error === undefined) continue;
    refused++;
    const about = `${i}: ${String(error)}\n${text}`;
    expect(error, about).toBeInstanceOf(SpecError);
    const { printed } = error as SpecError;
    expect(printed, about).toMatch(/\.yaml:\d+:\d+: \[[a-z0-9/_]+\] \S/);
    expect(printed, about).not.toMatch(/undefined|\[object|TypeError|RangeError| at \S+ \(/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    expect(printed, about).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    expect(printed.length, about).toBeLessThan(1500);
  }
  expect(refused).toBeGreaterThan(200);
  expect(Reflect.ownKeys(Object.prototype)).toEqual(inherited);
});
