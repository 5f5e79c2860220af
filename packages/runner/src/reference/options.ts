import { describe, type JsonSchema, KINDS, type Kind, writeInline } from "@assay/experiment";
import { cell, code, table } from "./markdown.ts";

type Properties = Readonly<Record<string, JsonSchema>>;

interface Option {
  /** Its key, after those that lead to it: "checkpoint.keep", "groups[].parameters". */
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

/** Options with those inside them, in their order. */
function optionsIn({ properties = {}, required = [] }: JsonSchema, prefix = ""): Option[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const name = `${prefix}${key}`;
    const { items, anyOf = [] } = schema;
    const inside = [
      ...[schema, ...anyOf].map((map) => optionsIn(map, `${name}.`)),
      ...(items && !Array.isArray(items) ? [optionsIn(items as JsonSchema, `${name}[].`)] : []),
    ];
    return [{ name, schema, isRequired: required.includes(key) }, ...inside.flat()];
  });
}

/** A table of options: what each may be, what it is by default, what it means. Nothing where there are none. */
export function optionsTable(schema: JsonSchema, heading = "option"): string[] {
  const rows = optionsIn(schema).map(({ name, schema: option, isRequired }) => [
    code(name),
    valueText(option),
    isRequired ? "required" : presetOf(option),
    cell(option.description ?? ""),
  ]);
  return rows.length === 0 ? [] : [table([heading, "value", "default", "meaning"], rows)];
}

/** What an option may be, without the article; the word for a part leads to the parts of its kind. */
const valueText = (schema: JsonSchema): string =>
  cell(describe(schema).replace(/^an? /, ""))
    .replace(/(\w+) \(a map with a "type"\)/g, (_, kind: string) => `[${kind}](#${anchorOf(kind as Kind)})`)
    .replace("list of layers", `list of [layers](#${anchorOf("layer")})`);

const anchorOf = (kind: Kind): string => KINDS[kind].registry;

/** Nothing where the description says it in words. */
function presetOf({ default: preset, description = "" }: JsonSchema): string {
  if (preset === undefined || description.includes("Default:")) return "";
  const isEmptyMap = typeof preset === "object" && preset !== null && Object.keys(preset).length === 0;
  return isEmptyMap && !Array.isArray(preset) ? "" : code(writeInline(preset));
}

/** The options that all of some parts have, just the same; of a single part none. */
export function sharedOptions(schemas: readonly JsonSchema[]): Properties {
  const [first, ...others] = schemas.map(({ properties = {}, required = [] }) =>
    Object.entries(properties).filter(([key]) => !required.includes(key)),
  );
  if (!first || others.length === 0) return {};
  const isIn = (entries: readonly [string, JsonSchema][], [key, schema]: [string, JsonSchema]) =>
    entries.some(([name, other]) => name === key && JSON.stringify(other) === JSON.stringify(schema));
  return Object.fromEntries(first.filter((entry) => others.every((entries) => isIn(entries, entry))));
}

/** A schema without some of its options. */
export const without = (schema: JsonSchema, left: Properties): JsonSchema => ({
  ...schema,
  properties: Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([key]) => !(key in left))),
});
