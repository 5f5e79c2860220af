import type { InitializerDefinition } from "../contract.ts";

export const ones = {
  schema: {
    type: "object",
    description: "Every value 1 (torch.nn.init.ones_).",
    additionalProperties: false,
    properties: {},
  } as const,
  fill: (values) => {
    values.fill(1);
  },
} as const satisfies InitializerDefinition;
