/** What the bits of a training may not be asked of: see docs/reproducibility.md. */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The code of files without their comments, as [file, code]. */
const codeOf = (pattern: string): [string, string][] =>
  globSync(pattern, { cwd: root }).map((file) => [
    file,
    readFileSync(`${root}/${file}`, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ""),
  ]);

/** Every match of an expression in files, with its file. */
const found = (pattern: string, expression: RegExp): string[] =>
  codeOf(pattern).flatMap(([file, code]) => Array.from(code.matchAll(expression), ([text]) => `${file}: ${text}`));

// ECMAScript fixes the results of these; √ is a single instruction that IEEE 754 rounds correctly, in every engine we know.
const EXACT = "abs|ceil|floor|fround|imul|max|min|round|sign|sqrt|trunc|clz32|E|PI|LN2|LN10|LOG2E|LOG10E|SQRT2|SQRT1_2";

test("no function of Math whose last bits an engine may choose is called where bits are made", () => {
  const sources = "packages/{kernels,layers,optimizers,data,training}/{src,assembly}/**/*.ts";
  expect(found(sources, new RegExp(String.raw`\bMathf?\.(?!(?:${EXACT})\b)\w+`, "g"))).toEqual([]);
  // ** is Math.pow.
  expect(found(sources, /(?<!\b2) \*\*=? /g)).toEqual([]);
});

test("the only relaxed instruction of the kernels is the multiply-add that a probe tries, in one place", () => {
  expect(found("packages/kernels/assembly/**/*.ts", /\brelaxed_\w+/g)).toEqual([
    "packages/kernels/assembly/common.ts: relaxed_madd",
  ]);
});
