import type { FromSchema } from "json-schema-to-ts";
import type { InitializerDefinition } from "../contract.ts";
import { fillNormal } from "./scaled.ts";

const schema = {
  type: "object",
  description: "Normal with mean 0 (torch.nn.init.normal_).",
  examples: [{ std: 0.01 }],
  additionalProperties: false,
  properties: { std: { type: "number", exclusiveMinimum: 0, default: 1, description: "Standard deviation." } },
} as const;

export const normal = {
  schema,
  fill: (values, { std = 1 }, _fan, random) => fillNormal(values, std, random),
} as const satisfies InitializerDefinition<Partial<FromSchema<typeof schema>>>;
