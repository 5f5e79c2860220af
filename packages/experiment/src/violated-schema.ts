import type { Context } from "./context.ts";
import type { Violation } from "./echoes.ts";
import { keysOf } from "./json-pointer.ts";
import type { JsonSchema } from "./json-schema.ts";

/**
 * The schema whose keyword a violation breaks, found by its path: "#/definitions/optimizer/oneOf/3/properties/lr/minimum". A
 * validator that carried it along with each of its checks (Ajv's `verbose`) would be half as large again.
 */
export function violatedSchema(root: JsonSchema, { schemaPath }: Violation, { kind, asked }: Context): JsonSchema {
  const keys = keysOf(decodeURIComponent(schemaPath)).slice(0, -1); // the path is a URI fragment
  // A definition that refers to itself is a function of its own, whose paths begin with it: "#/oneOf/3/properties/p/minimum".
  const name = asked ?? kind;
  const start = keys[0] === "oneOf" && !root.oneOf && name ? root.definitions?.[name] : root;
  return (keys.reduce<unknown>((schema, key) => (schema as Record<string, unknown> | undefined)?.[key], start) ??
    {}) as JsonSchema;
}
