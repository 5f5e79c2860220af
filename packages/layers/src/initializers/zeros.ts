import type { InitializerDefinition } from "../contract.ts";

export const zeros = {
  schema: {
    type: "object",
    description: "Every value 0 (torch.nn.init.zeros_).",
    additionalProperties: false,
    properties: {},
  } as const,
  fill: (values) => {
    values.fill(0);
  },
} as const satisfies InitializerDefinition;
