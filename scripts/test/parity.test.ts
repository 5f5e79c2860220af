import { describe, expect, it } from "vitest";
import { layers } from "../../packages/layers/src/index.ts";
import { parityDocument } from "../parity/document.ts";
import type { Entry } from "../parity/entry.ts";
import { isThere, layerCases, textOf } from "../parity/fixtures.ts";
import { chapters, unchecked } from "../parity/registries.ts";

/** Without the spaces and dashes that align the columns of tables. */
const unaligned = (text: string): string => text.replaceAll(/ {2,}/g, " ").replaceAll(/-{3,}/g, "---");

it("docs/parity.md is up to date", () => {
  const stated = unaligned(textOf("docs/parity.md"));
  expect(stated, "type pnpm run parity").toBe(unaligned(parityDocument()));
});

describe.each(chapters)("$title", (chapter) => {
  const types = Object.keys(chapter.parts);

  it("each has cases in a fixture, or a test that is named instead", () => {
    expect(unchecked(chapter), "add a case to a fixture, or name a test in scripts/parity").toEqual([]);
    const bare = Object.fromEntries(types.map((type) => [type, { ...(chapter.entries[type] as Entry), tests: [] }]));
    const without = unchecked({ ...chapter, entries: bare, cases: () => 0 });
    expect(without, "the check itself").toEqual(types);
  });

  it("a fixture has two cases or more", () => {
    expect(types.filter((type) => chapter.cases(type) === 1)).toEqual([]);
  });

  it("the tests that are named are there", () => {
    const named = Object.values(chapter.entries).flatMap(({ tests = [] }) => tests);
    expect(named.filter(({ file, title }) => !isThere(file) || !textOf(file).includes(title))).toEqual([]);
  });

  it("every entry is of a part, and each of its differences is a sentence on one line", () => {
    expect(Object.keys(chapter.entries).toSorted()).toEqual(types.toSorted());
    const sentences = [...chapter.common, ...Object.values(chapter.entries).flatMap((entry) => entry.differences)];
    expect(sentences.filter((text) => !/^[^\n]+\.$/.test(text))).toEqual([]);
  });
});

describe("the fixtures of layers", () => {
  it("hold the output, the gradient of the input and that of every parameter", () => {
    const lacking = layerCases.filter(({ x, dx, y, dy, parameters, gradients }) => {
      const sizes = (named: Readonly<Record<string, readonly number[]>>) =>
        Object.entries(named).map(([name, values]) => `${name} ${values.length}`);
      const whole = x.length > 0 && y.length > 0 && dx.length === x.length && dy.length === y.length;
      return !whole || sizes(parameters).join() !== sizes(gradients).join();
    });
    expect(lacking.map(({ part }) => part)).toEqual([]);
  });

  it("hold two sets of options or more of each layer that has options and draws nothing at random", () => {
    const few = Object.entries(layers).filter(([type, { schema }]) => {
      const sets = new Set(layerCases.filter(({ part }) => part.type === type).map(({ part }) => JSON.stringify(part)));
      return sets.size === 1 && Object.keys(schema.properties).length > 0;
    });
    expect(few.map(([type]) => type)).toEqual([]);
  });
});
