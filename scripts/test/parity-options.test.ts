import { describe, expect, it } from "vitest";
import type { Entry } from "../parity/entry.ts";
import { chapters } from "../parity/registries.ts";
import signatures from "./fixtures/signatures.json" with { type: "json" };

type Signatures = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
interface Schema {
  readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly required?: readonly string[];
}

/** Options that are not in both, or have not the same default in both. PyTorch's names are compared in lower case: T_max. */
function differing({ properties, required = [] }: Schema, theirs: Readonly<Record<string, unknown>>): string[] {
  const lower = new Map(Object.entries(theirs).map(([option, value]) => [option.toLowerCase(), value]));
  const ours = new Map(
    Object.entries(properties).map(([option, { default: value = null }]) => [
      option,
      required.includes(option) ? "required" : value,
    ]),
  );
  return [...new Set([...lower.keys(), ...ours.keys()])].filter(
    (option) => JSON.stringify(lower.get(option)) !== JSON.stringify(ours.get(option)),
  );
}

/** Whether one of the sentences names an option. */
const names = (sentences: readonly string[], option: string): boolean =>
  sentences.some((text) => new RegExp(`(?<!\\w)${option}(?!\\w)`, "i").test(text));

const parts = chapters.flatMap(({ title, parts, entries, common }) => {
  const known = (signatures as Readonly<Record<string, Signatures>>)[title.toLowerCase()] ?? {};
  return Object.entries(known).map(([type, theirs]) => {
    const { schema } = (parts as Readonly<Record<string, { readonly schema: Schema }>>)[type] as { schema: Schema };
    return { type: `${title}: ${type}`, schema, theirs, entry: entries[type] as Entry, common };
  });
});

describe.each(parts)("$type", ({ schema, theirs, entry, common }) => {
  it("every option that only one side has, and every other default, is among the known differences", () => {
    const options = differing(schema, theirs).filter((option) => !Object.keys(entry.newer ?? {}).includes(option));
    const silent = options.filter((option) => !names([...entry.differences, ...common], option));
    expect(silent, "add what differs to the part's entry in scripts/parity").toEqual([]);
  });
});

it("another default, an option of one side and one that must be given on one side are found", () => {
  const schema = { properties: { p: { default: 0.5 }, q: {}, t_max: {}, same: { default: [1, 2] } }, required: ["q"] };
  const theirs = { p: 0.4, q: null, T_max: "required", same: [1, 2], more: true };
  expect(differing(schema, theirs).sort()).toEqual(["more", "p", "q", "t_max"]);
});
