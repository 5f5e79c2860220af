import type { JsonSchema } from "./json-schema.ts";
import { KINDS, type Kind, type Registries } from "./parts.ts";

/** The schema of every part of a kind: one branch a type, told apart by `type`. */
export function partSchema(registries: Registries, kind: Kind): JsonSchema {
  const parts = Object.entries(registries[KINDS[kind].registry]);
  return {
    type: "object",
    required: ["type"],
    // A word of Ajv's alone: one error instead of one a branch.
    discriminator: { propertyName: "type" },
    oneOf: parts.map(([type, { schema }]) => {
      const { description: _, examples: __, ...options } = schema as JsonSchema;
      return {
        ...options,
        required: ["type", ...(options.required ?? [])],
        properties: { type: { const: type }, ...wholeDefaults(options.properties ?? {}) },
      };
    }),
  };
}

/** Defaults that name a part by a bare string, as objects: defaults are filled in after bare strings are expanded. */
function wholeDefaults(properties: Readonly<Record<string, JsonSchema>>): Readonly<Record<string, JsonSchema>> {
  const whole = (value: unknown) => (typeof value === "string" ? { type: value } : value);
  const entries = Object.entries(properties).map(([key, schema]) => {
    const kind = schema.$ref?.replace("#/definitions/", "");
    if (schema.default === undefined || kind === undefined) return [key, schema] as const;
    const value = Array.isArray(schema.default) ? schema.default.map(whole) : whole(schema.default);
    return [key, { ...schema, default: value }] as const;
  });
  return Object.fromEntries(entries);
}
