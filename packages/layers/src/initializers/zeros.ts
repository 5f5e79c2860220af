import type { InitializerDefinition } from "../contract.ts";

/** Every value 0. */
export const zeros = {
  schema: { type: "object", additionalProperties: false, properties: {} } as const,
  fill: (values) => {
    values.fill(0);
  },
} as const satisfies InitializerDefinition;
