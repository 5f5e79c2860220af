import type { InitializerDefinition } from "../contract.ts";

/** Every value 1. */
export const ones = {
  schema: { type: "object", additionalProperties: false, properties: {} } as const,
  fill: (values) => {
    values.fill(1);
  },
} as const satisfies InitializerDefinition;
