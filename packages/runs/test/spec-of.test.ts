import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { StoredRun } from "../src/index.ts";
import { specOf } from "../src/store/spec-of.ts";
import { SPEC } from "./sample-runs.ts";

const read = (resolved: string) => specOf({ resolved } as StoredRun);

test.each([
  ["a spec as it is written", stringify(SPEC)],
  ["lists, maps and texts", stringify({ ...SPEC, note: "a: b\n# c\n", betas: [0.9, [1]], empty: {}, none: null })],
  ["an alias into another section", "a: &x [1]\nb: *x\n"],
  ["comments and blank lines between sections", "# first\na: 1\n\nb:\n  # inner\n  c: 2\n"],
  ["a list that is not indented", "a:\n- 1\n- 2\nb: 3\n"],
  ["a document with its marks", "---\na: 1\n...\n"],
  ["a text over several lines", 'a: "one\n  b: two"\nc: |\n  d: 1\n\n  e\n'],
  ["keys in quotes", '"a": 1\nb: 2\n'],
  ["a last line without its end", "a: 1\nb: 2"],
  ["one flow map", "{ a: 1, b: 2 }\n"],
])("section by section gives the same as parsing the whole: %s", (_, text) => {
  expect(read(text)).toEqual(parse(text));
  expect(Object.keys(read(text))).toEqual(Object.keys(parse(text)));
});

test.each(["a: 1\na: 2\n", "a: [\nb: 1\n", "a: 1\n  b: 2\n"])("%j is refused as the whole is", (text) => {
  expect(() => parse(text)).toThrow();
  expect(() => read(text)).toThrow("resolved.yaml is not valid YAML");
});

const nested = (depth: number): string => `a: ${"[".repeat(depth)}${"]".repeat(depth)}\n`;
test.each([
  ["has the key __proto__, which no spec has", "a: 1\n__proto__: 1\n"],
  ["has the key constructor, which no spec has", "a: { constructor: {} }\n"],
  ["has the key toString, which no spec has", "a:\n  - toString: 1\n"],
  ["nests deeper than 200 levels", nested(250)],
  ["is refused: lists and maps are nested more than 64 deep", "[".repeat(1e6)],
  ["nests deeper than 200 levels", `${'{"a":'.repeat(300)}1${"}".repeat(300)}`],
  ["holds a text of 10001 characters, at most 10000 are read", `a: ${"x".repeat(10_001)}\n`],
  ["holds a text of 10001 characters, at most 10000 are read", `? ${"x".repeat(10_001)}\n: 1\n`],
  ["is refused: a text has at most 10000 characters", `a: |\n${" x\n".repeat(30_000)}`],
  [
    "is refused: the text has more than 90000 YAML tokens",
    ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map((key) => `${key}: [${"[],".repeat(5000)}]\n`).join(""),
  ],
  ["is refused: the text has more than 90000 YAML tokens", `a: [${"1,".repeat(200_000)}]\n`],
])("what %s is no spec", (says, text) => {
  expect(() => read(text)).toThrow(`resolved.yaml ${says}`);
});

test("a spec may nest as deep as any is written", () => {
  expect(read(nested(190))).toEqual(parse(nested(190)));
});

test("a section that was read before cannot be changed through the spec", () => {
  const spec = read("a: { b: 1 }\n") as { a: { b: number } };
  expect(() => {
    spec.a.b = 2;
  }).toThrow(TypeError);
  expect(read("a: { b: 1 }\n")).toEqual({ a: { b: 1 } });
});
