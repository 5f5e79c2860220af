import { describe, expect, it } from "vitest";
import { parseYaml } from "../src/parse.ts";
import { createFileOrigin } from "../src/source.ts";
import { loadText, refusalOf, specText } from "./texts.ts";

const parse = (text: string) => parseYaml(createFileOrigin("bomb.yaml", text));
const MEGABYTE = 1 << 20;

/** Nine times the one before, twelve times over. */
const laughs = Array.from({ length: 12 }, (_, i) => {
  const items = i === 0 ? Array(9).fill("lol") : Array(9).fill(`*a${i - 1}`);
  return `a${i}: &a${i} [${items.join(", ")}]\n`;
}).join("");

const tower = Array.from({ length: 70 }, (_, i) => `a${i}: &a${i} ${i === 0 ? "[x]" : `[*a${i - 1}]`}\n`).join("");

describe("a YAML bomb is refused", () => {
  it.each([
    ["a megabyte of [", "[".repeat(MEGABYTE), "nested more than 64 deep"],
    ["100,000 nested maps", "{a: ".repeat(100_000), "nested more than 64 deep"],
    ["100,000 nested lists in blocks", "- ".repeat(100_000), "nested more than 64 deep"],
    ["100,000 explicit keys", "? ".repeat(100_000), "nested more than 64 deep"],
    ["100,000 closed lists", "[".repeat(100_000) + "]".repeat(100_000), "nested more than 64 deep"],
    ["lists of nothing", `[${"[],".repeat(100_000)}]`, "more than 90000 YAML tokens"],
    ["a megabyte of line ends", "\n".repeat(MEGABYTE), "more than 90000 YAML tokens"],
    ["aliases that explode", laughs, "more than 10000 values, aliases counted in full"],
    ["aliases that nest", tower, "aliases nest lists and maps more than 64 deep"],
    [
      "a text of 10,001 characters",
      `a: ${"x".repeat(10_001)}`,
      "a text has at most 10000 characters, this one has 10001",
    ],
    ["250,000 characters in quotes", `a: "${"x".repeat(250_000)}"`, "this one is written with 250002"],
    ["250,000 characters in a block", `a: |\n${" x\n".repeat(83_333)}`, "a text has at most 10000 characters"],
    ["a key of 10,001 characters", `? ${"x".repeat(10_001)}\n: 1`, "a text has at most 10000 characters"],
    [
      "a long text that aliases repeat",
      `a: &a ${"x".repeat(9000)}\nb: [${Array(200).fill("*a").join(",")}]`,
      "more than 262144 characters of text, aliases counted in full",
    ],
    [
      "a long map that merges repeat",
      `a: &a {${Array.from({ length: 400 }, (_, i) => `k${i}: 1`).join(",")}}\nb: {<<: [${Array(400).fill("*a").join(",")}]}`,
      "more than 10000 values",
    ],
    ["10,001 values", `[${Array(10_001).fill(1).join(",")}]`, "more than 10000 values"],
  ])("%s", (_title, text, says) => {
    expect(refusalOf(() => parse(text)).message).toContain(says);
  });

  it("64 levels are allowed, 65 are not", () => {
    expect(() => parse("[".repeat(64) + "]".repeat(64))).not.toThrow();
    const error = refusalOf(() => parse("[".repeat(65) + "]".repeat(65)));
    expect(error.location).toBe("bomb.yaml:1:65");
  });

  it("a key of Object.prototype changes nothing outside", () => {
    expect(() => loadText(specText(), ["__proto__.polluted=1"])).toThrow('the key "__proto__" is not allowed');
    expect(() => loadText(specText(), ["data={__proto__: {polluted: 1}}"])).toThrow(
      'the key "__proto__" is not allowed',
    );
    expect("polluted" in {}).toBe(false);
  });

  it("what has too many tokens is refused where they are too many, marks of the lexer not counted as text", () => {
    // Behind the mark of a document, a line has six tokens: blanks, "-", a blank, the mark of a scalar, "x", a line end.
    const line = "  - x\n";
    const error = refusalOf(() => parse(line.repeat(40_000)));
    expect(error.location).toBe("bomb.yaml:15000:6");
  });

  it("an error stays short whatever the line is", () => {
    const error = refusalOf(() => parse(`${" ".repeat(500)}a: .nan${" # x".repeat(10_000)}`));
    const [, line = "", caret = ""] = error.printed.split("\n");
    expect(error.printed.length).toBeLessThan(400);
    expect(line.slice(caret.indexOf("^"), caret.indexOf("^") + 4)).toBe(".nan");
  });
});
