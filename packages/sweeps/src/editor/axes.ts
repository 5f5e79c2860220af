import { type JsonSchema, KINDS, type Kind, type Registries, specSchema } from "@assay/experiment";
import { words } from "@assay/experiment/editor";
import { isMeasure } from "../file/check-axes.ts";

/** A value in a spec that a sweep may vary. */
export interface Axis {
  /** Its keys; "0" for any place in a list. */
  readonly path: readonly string[];
  /** Of one value. */
  readonly schema: JsonSchema;
}

type Properties = Readonly<Record<string, JsonSchema>>;

/**
 * Every value that a sweep may vary: those of layers at any place, and not those of layers inside layers, of which there is
 * no end.
 */
export function axesOf(registries: Registries): Axis[] {
  /** @param around the kinds of part that the path leads through */
  function at(schema: JsonSchema, path: readonly string[], around: readonly Kind[]): Axis[] {
    const { $ref = "", items, properties, description = "" } = schema;
    const name = $ref.replace("#/definitions/", "");
    if (isKind(name)) return around.includes(name) ? [] : [{ path, schema }, ...ofParts(name, path, around)];
    if (isSchema(items) && items.$ref) return at({ ...items, description }, [...path, "0"], around);
    if (properties) return below(properties, path, around);
    return $ref === "" ? [{ path, schema }] : [];
  }

  const below = (properties: Properties, path: readonly string[], around: readonly Kind[]): Axis[] =>
    Object.entries(properties).flatMap(([key, schema]) => at(schema, [...path, key], around));

  function ofParts(kind: Kind, path: readonly string[], around: readonly Kind[]): Axis[] {
    const parts = Object.entries(registries[KINDS[kind].registry]).map(([type, part]) => ({
      name: type,
      schema: part.schema as JsonSchema,
    }));
    const options = [...new Set(parts.flatMap(({ schema }) => Object.keys(schema.properties ?? {})))];
    const properties = {
      type: { ...words(parts), description: `Which ${kind}.` },
      ...Object.fromEntries(options.map((option) => [option, together(parts, option)])),
    };
    return below(properties, path, [...around, kind]);
  }

  const { properties = {} } = specSchema(registries);
  return below(properties, [], []).filter(({ path }) => path[0] !== "name" && !isMeasure(path.join(".")));
}

/** One schema for an option that several parts have: it allows what one of them does, and says whose it is. */
function together(parts: readonly { name: string; schema: JsonSchema }[], option: string): JsonSchema {
  const owners = parts.flatMap(({ name, schema }) => {
    const own = schema.properties?.[option];
    return own ? [{ name, schema: own }] : [];
  });
  const texts = [...Map.groupBy(owners, ({ schema }) => schema.description)].map(([meaning = "", of]) =>
    of.length === parts.length ? meaning : `${of.map(({ name }) => name).join(", ")}: ${meaning}`,
  );
  const forms = owners.map(({ schema: { description: _, default: __, ...form } }) => form);
  const distinct = [...new Map(forms.map((form) => [JSON.stringify(form), form])).values()];
  return { ...(distinct.length === 1 ? distinct[0] : { anyOf: distinct }), description: texts.join(" ") };
}

const isKind = (name: string): name is Kind => Object.hasOwn(KINDS, name);

const isSchema = (items: JsonSchema["items"]): items is JsonSchema => items !== undefined && !Array.isArray(items);
