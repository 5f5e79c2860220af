import type { JsonSchema } from "../json-schema.ts";
import { editorOptions } from "./option.ts";
import { snippet } from "./snippet.ts";

/** One of some things that a word names, as the word and its options stand in a map. */
export interface Choice {
  readonly name: string;
  /** The schema of its options, with a `description` and `examples`. */
  readonly schema: JsonSchema;
  /** Whether the word alone may stand for the map. */
  readonly isBare: boolean;
}

/**
 * The schema of a map that one key makes one of several, in the form that editors complete best. All words stand in one
 * list, and the options of each are a condition on it: of a branch for each word, an editor would follow the first while the
 * key is still empty.
 * @param key the one that holds the word
 * @param unnamed options that may stand without a word; otherwise there must be one
 */
export function editorChoice(choices: readonly Choice[], key = "type", unnamed?: JsonSchema): JsonSchema {
  const map = {
    type: "object",
    properties: { [key]: words(choices) },
    // Apart from `properties`: beside them, what is required is one more snippet.
    allOf: [
      unnamed ? where({ required: [key] }, {}, withoutWord(unnamed)) : { required: [key] },
      ...choices.map((choice) => where(is(key, choice.name), optionsOf(choice, key))),
    ],
  };
  const bare = choices.filter(({ isBare }) => isBare);
  // The first alternative alone says what is allowed, and what is wrong; the others are there to be offered.
  if (bare.length === 0) return { anyOf: [map, snippets(choices, key, unnamed)] };
  return { anyOf: [where({ type: "string" }, words(bare), map), words(bare), snippets(choices, key)] };
}

/** One of some words, each with its description. */
export const words = (choices: readonly Pick<Choice, "name" | "schema">[]): JsonSchema => ({
  anyOf: choices.map(({ name, schema: { description = "" } }) => ({ const: name, description })),
});

/** A map whose key holds a word. A `const` would let the beginning of one pass while it is typed: adam for adamw. */
const is = (key: string, word: string): JsonSchema => ({
  ...{ type: "object", required: [key] },
  properties: { [key]: { type: "string", pattern: `^${word}$` } },
});

/** Options that go with no word: none is required, as it would be one more snippet. */
const withoutWord = ({
  description: _,
  examples: __,
  required: ___,
  properties = {},
  ...rest
}: JsonSchema): JsonSchema => ({
  ...rest,
  properties: editorOptions(properties),
});

/** The options that go with a word, which is their title: what labels the snippet of those that are required. */
function optionsOf({ name, schema }: Choice, key: string): JsonSchema {
  const { description: _, examples: __, properties = {}, ...rest } = schema;
  return { ...rest, title: name, properties: { [key]: {}, ...editorOptions(properties) } };
}

/** Those that are more than a word, as their first example with options. No value satisfies it: it is for a place that has none yet. */
const snippets = (choices: readonly Choice[], key: string, unnamed?: JsonSchema): JsonSchema => ({
  ...{ type: "object", required: [key], maxProperties: 0 },
  defaultSnippets: [
    ...(unnamed ? example(unnamed) : []),
    ...choices.flatMap(({ name, schema }) => example(schema, { [key]: name })),
  ],
});

/** A snippet under the word of a map, or else its first key. */
function example({ description = "", examples = [] }: JsonSchema, word: Readonly<Record<string, string>> = {}) {
  const all = examples as readonly Readonly<Record<string, unknown>>[];
  const first = all.find((options) => Object.keys(options).length > 0);
  if (!first) return [];
  const [label = Object.keys(first)[0] ?? ""] = Object.values(word);
  return [snippet(label, description, first, word)];
}

const where = (condition: JsonSchema, then: JsonSchema, otherwise?: JsonSchema): JsonSchema => ({
  if: condition,
  then,
  ...(otherwise && { else: otherwise }),
});
