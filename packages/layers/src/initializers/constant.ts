import type { FromSchema } from "json-schema-to-ts";
import type { InitializerDefinition } from "../contract.ts";

const schema = {
  type: "object",
  description: "Every value the same (torch.nn.init.constant_).",
  examples: [{ value: 0.1 }],
  required: ["value"],
  additionalProperties: false,
  properties: { value: { type: "number", description: "What every element is." } },
} as const;

export const constant = {
  schema,
  hints: { val: "value", fill_value: "value" },
  fill: (values, { value }) => {
    values.fill(value);
  },
} as const satisfies InitializerDefinition<FromSchema<typeof schema>>;
