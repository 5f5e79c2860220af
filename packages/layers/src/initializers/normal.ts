import type { FromSchema } from "json-schema-to-ts";
import type { InitializerDefinition } from "../contract.ts";
import { fillNormal } from "./scaled.ts";

const schema = {
  type: "object",
  description: "Normal, with mean 0 unless it is given (torch.nn.init.normal_).",
  examples: [{ std: 0.01 }],
  additionalProperties: false,
  properties: {
    mean: { type: "number", default: 0, description: "Mean." },
    std: { type: "number", exclusiveMinimum: 0, default: 1, description: "Standard deviation." },
  },
} as const;

export const normal = {
  schema,
  aliases: ["random_normal", "gaussian"],
  hints: { stddev: "std", sigma: "std", scale: "std", loc: "mean" },
  fill(values, { mean = 0, std = 1 }, _fan, random) {
    fillNormal(values, std, random);
    if (mean !== 0) for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) + mean;
  },
} as const satisfies InitializerDefinition<Partial<FromSchema<typeof schema>>>;
