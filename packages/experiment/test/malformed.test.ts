import { describe, expect, it } from "vitest";
import { MALFORMED } from "./malformed.ts";
import { loadText, marked, refusalOf, specText } from "./texts.ts";

describe("a malformed spec gives one error at the right location", () => {
  it.each(MALFORMED)("%s", (_title, sections, says) => {
    const { text, location } = marked(specText(sections));
    const error = refusalOf(() => loadText(text));
    expect(error.message).toContain(says);
    expect(error.location).toBe(`spec.yaml:${location}`);
    expect(error.message).toMatch(/^spec\.yaml:\d+:\d+: \[\w+\/\w+\] [^\n]+$/);
    expect(error.exitCode).toBe(2);
  });

  it.each([
    ["", "there is nothing in it"],
    ["\n# only a comment\n", "there is nothing in it"],
    ["---\n", "there is nothing in it"],
    ["- a\n", 'the file must be a map, got ["a"]'],
    ["relu\n", 'the file must be a map, got "relu"'],
    ["~\n", "the file must be a map, got nothing"],
  ])("a file that holds %j is no spec", (text, says) => {
    const error = refusalOf(() => loadText(text));
    expect(error.message).toContain(says);
    expect(error.location).toBe("spec.yaml:1:1");
  });
});
