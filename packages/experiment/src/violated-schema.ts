import type { Context } from "./context.ts";
import type { Violation } from "./echoes.ts";
import type { JsonSchema } from "./json-schema.ts";

/**
 * The schema whose keyword a violation breaks, found by its path: "#/definitions/optimizer/oneOf/3/properties/lr/minimum". A
 * validator that carried it along with each of its checks (Ajv's `verbose`) would be half as large again.
 */
export function violatedSchema(root: JsonSchema, { schemaPath }: Violation, { kind, asked }: Context): JsonSchema {
  const keys = schemaPath.split("/").slice(1, -1).map(decode);
  // A definition that refers to itself is a function of its own, whose paths begin with it: "#/oneOf/3/properties/p/minimum".
  const name = asked ?? kind;
  const start = keys[0] === "oneOf" && !root.oneOf && name ? root.definitions?.[name] : root;
  return (keys.reduce<unknown>((schema, key) => (schema as Record<string, unknown> | undefined)?.[key], start) ??
    {}) as JsonSchema;
}

/** A key as it stands in a path: a JSON pointer in a URI fragment. */
const decode = (key: string): string => decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~");
