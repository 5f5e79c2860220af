import { describe, expect, it, test } from "vitest";
import { checkLength, checkSize } from "../src/check-size.ts";
import { parseYaml } from "../src/parse.ts";
import { createFileOrigin } from "../src/source.ts";
import { plainOf, treeOf } from "../src/tree.ts";
import { loadText, refusalOf, specText } from "./texts.ts";

const layers = (count: number, layer: string): string =>
  specText({ architecture: `architecture: [${Array(count).fill(layer).join(", ")}]` });
const nested = (depth: number): string =>
  specText({ architecture: `architecture: [${"{ type: residual, body: [".repeat(depth)}relu${"] }".repeat(depth)}]` });
const linear = "{ type: linear, out_features: 1 }";

describe("a spec that its defaults make too large to be read again is refused at its largest section", () => {
  it.each([
    ["too many values", layers(4000, "dropout"), "the spec has 12031 values, at most 10000 can be kept"],
    ["too many values of nested parts", layers(1500, linear), "the spec has 10531 values, at most 10000 can be kept"],
    ["too deep", nested(31), "lists and maps are nested 65 deep, at most 64 can be kept"],
  ])("%s", (_title, text, says) => {
    const error = refusalOf(() => loadText(text));
    expect(error.message).toContain(`[experiment/spec] with its defaults, ${says}`);
    expect(error.location).toBe("spec.yaml:2:15");
  });

  it("too many characters", () => {
    const spot = { origin: createFileOrigin("spec.yaml", "a: 1"), offset: 0 };
    const long = treeOf({ a: 1, b: Array(30).fill("x".repeat(9000)) }, spot);
    const error = refusalOf(() => checkSize(long, long));
    expect(error.message).toContain(
      "the spec has 270002 characters of text, at most 262144 can be kept; make b smaller",
    );
  });

  it("an override is no way around it", () => {
    const body = `[${"{ type: residual, body: [".repeat(31)}relu${"] }".repeat(31)}]`;
    const error = refusalOf(() => loadText(specText(), [`architecture=${body}`]));
    expect(error.message).toContain("nested 65 deep");
  });
});

test.each([
  ["3,300 layers with an option", layers(3300, "dropout")],
  ["1,400 layers with an initializer", layers(1400, linear)],
  ["30 residual blocks in each other", nested(30)],
])("the largest that is let through can be read again: %s", (_title, text) => {
  const { resolved, spec } = loadText(text);
  expect(plainOf(parseYaml(createFileOrigin("resolved.yaml", resolved)))).toEqual(spec);
});

test("a spec that would take more bytes than are read again is refused", () => {
  const spec = `${"x".repeat(100)}\n`.repeat(2622);
  const asked = parseYaml(createFileOrigin("a.yaml", "name: a\n"));
  expect(() => checkLength(spec, asked)).toThrow(
    "a.yaml:1:1: [experiment/spec] with its defaults, the spec takes 264822 bytes, at most 262144 can be kept",
  );
  expect(() => checkLength(spec.slice(0, 262144), asked)).not.toThrow();
});
