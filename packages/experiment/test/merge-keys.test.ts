import { describe, expect, it } from "vitest";
import { parseYaml } from "../src/parse.ts";
import { createFileOrigin } from "../src/source.ts";
import { plainOf } from "../src/tree.ts";
import { loadText, marked, refusalOf, specText } from "./texts.ts";

const read = (text: string) => plainOf(parseYaml(createFileOrigin("a.yaml", text)));

describe("a merge key", () => {
  it.each([
    ["a map", "a: &a { x: 1, y: 2 }\nb: { <<: *a, z: 3 }", { x: 1, y: 2, z: 3 }],
    ["own keys win, before", "a: &a { x: 1 }\nb: { x: 2, <<: *a }", { x: 2 }],
    ["own keys win, after", "a: &a { x: 1 }\nb: { <<: *a, x: 2 }", { x: 2 }],
    [
      "a list: the earlier wins",
      "a: [&a { x: 1, y: 1 }, &c { x: 2, z: 2 }]\nb: { <<: [*a, *c] }",
      { x: 1, y: 1, z: 2 },
    ],
    ["a list by its alias", "a: &a [{ x: 1 }, { x: 2, z: 2 }]\nb: { <<: *a }", { x: 1, z: 2 }],
    ["a block", "a: &a\n  x: 1\n  y: 2\nb:\n  <<: *a\n  y: 3", { x: 1, y: 3 }],
    ["a map in place", "a: 1\nb: { <<: { x: 1 }, y: 2 }", { x: 1, y: 2 }],
    ["of a map that merges", "a: [&a { x: 1 }, &c { <<: *a, y: 2 }]\nb: { <<: *c }", { x: 1, y: 2 }],
    ["nested values are not merged", "a: &a { x: { p: 1 } }\nb: { <<: *a, x: { q: 2 } }", { x: { q: 2 } }],
    ["in quotes is a key", 'a: &a { x: 1 }\nb: { "<<": *a }', { "<<": { x: 1 } }],
  ])("%s", (_title, text, b) => {
    expect(read(text)).toMatchObject({ b });
    expect(Object.keys((read(text) as { b: object }).b).sort()).toEqual(Object.keys(b).sort());
  });

  const layers = (second: string) =>
    specText({ architecture: `architecture:\n  - &fc { type: linear, out_features: 4, bias: false }\n  - ${second}` });

  it("makes a layer like another", () => {
    const { spec } = loadText(layers("{ <<: *fc, out_features: 10 }"));
    expect(spec.architecture[1]).toMatchObject({ type: "linear", out_features: 10, bias: false });
  });

  it("gives merged values the locations of the anchor", () => {
    const text = layers("{ <<: *fc, out_features: 10 }").replace("false", "3");
    expect(refusalOf(() => loadText(text)).location).toBe("spec.yaml:3:48");
    const unknown = layers("{ type: linear, out_features: 1, <<: *fc }").replace("bias: false", "bais: false");
    expect(refusalOf(() => loadText(unknown)).location).toBe("spec.yaml:3:42");
  });

  it.each([
    ["a list of words", "a: &a [relu]\nb: { «<<: *a }", '"<<" merges a map or a list of maps, got ["relu"]'],
    ["a number", "b: { «<<: 3 }", '"<<" merges a map or a list of maps, got 3'],
    ["nothing", "b:\n  «<<:\n  c: 1", '"<<" merges a map or a list of maps, got nothing'],
    ["an empty list", "b: { «<<: [] }", '"<<" merges a map or a list of maps, got []'],
    ["twice", "a: &a { x: 1 }\nb: { <<: *a, «<<: *a }", "stands here for the second time; write <<: [*a, *b]"],
    ["itself", "b: &b { <<: «*b }", "the alias *b stands inside what it repeats"],
    ["an unknown anchor", "b: { <<: «*a }", "the alias *a has no anchor &a before it"],
  ])("is refused with %s", (_title, withMark, says) => {
    const { text, location } = marked(withMark);
    const error = refusalOf(() => read(text));
    expect(error.message).toContain(says);
    expect(error.location).toBe(`a.yaml:${location}`);
  });

  it("counts what it repeats", () => {
    const bomb = Array.from({ length: 20 }, (_, i) => {
      const before = `{ x${i}: *a${i - 1}, y${i}: *a${i - 1} }`;
      return `a${i}: &a${i} { <<: [${i === 0 ? "{ x: 1 }" : `${before}, ${before}`}] }\n`;
    }).join("");
    expect(refusalOf(() => read(bomb)).message).toContain("more than 10000 values, aliases counted in full");
    const tower = Array.from(
      { length: 70 },
      (_, i) => `a${i}: &a${i} { k: ${i === 0 ? 1 : `{ <<: *a${i - 1} }`} }\n`,
    ).join("");
    expect(refusalOf(() => read(tower)).message).toContain("aliases nest lists and maps more than 64 deep");
  });
});
