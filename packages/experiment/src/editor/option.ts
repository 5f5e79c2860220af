import type { JsonSchema } from "../json-schema.ts";
import { writeInline } from "../write-inline.ts";

/** The schemas of some options in the form that editors complete best. */
export const editorOptions = (properties: Readonly<Record<string, JsonSchema>>) =>
  Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, section(editorOption(schema), key)]));

/**
 * - The description says the default, which a hover does not show.
 * - A default that is a map or empty is left out: an editor would insert a map key by key.
 * - Alternatives are `anyOf`: of an option with `oneOf` an editor inserts the name without the colon.
 */
function editorOption(schema: JsonSchema): JsonSchema {
  const { default: preset, oneOf, anyOf = oneOf, properties, items, description, ...rest } = schema;
  const isScalarOrList = typeof preset !== "object" || (Array.isArray(preset) && preset.length > 0);
  return {
    ...rest,
    ...(description !== undefined && { description: withDefault(description, preset) }),
    ...(preset !== undefined && isScalarOrList && { default: preset }),
    ...(anyOf && { anyOf: anyOf.map(editorOption) }),
    ...(properties && { properties: editorOptions(properties) }),
    ...(items && { items: isList(items) ? items.map(editorOption) : editorOption(items) }),
  };
}

/**
 * A map with its keys in `allOf`: beside `properties`, an editor would insert all that have a default with the map's name.
 * Those that are required it offers as a snippet, labelled with the title, in a list of maps as well.
 */
function section(schema: JsonSchema, name: string): JsonSchema {
  const { properties, required, additionalProperties, items, ...rest } = schema;
  if (items && !isList(items) && items.required) return { ...schema, items: { title: name, ...items } };
  if (!properties) return schema;
  return { ...rest, allOf: [{ ...(required && { required, title: name }), additionalProperties, properties }] };
}

const isList = (items: JsonSchema["items"]): items is readonly JsonSchema[] => Array.isArray(items);

/** A description that says what holds where nothing is written; many do so in words of their own. */
function withDefault(description: string, preset: unknown): string {
  const goesWithoutSaying = preset === undefined || preset === null || isEmpty(preset);
  if (goesWithoutSaying || description.includes("Default:")) return description;
  return `${description} Default: ${writeInline(preset)}.`;
}

const isEmpty = (value: unknown): boolean =>
  value === "" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
