import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { InitializerDefinition } from "../contract.ts";

const schema = {
  type: "object",
  description: "Uniform between two bounds (torch.nn.init.uniform_).",
  examples: [{ a: -0.05, b: 0.05 }],
  additionalProperties: false,
  properties: {
    a: { type: "number", default: 0, description: "The lower bound." },
    b: { type: "number", default: 1, description: "The upper bound, above a." },
  },
} as const;

export const uniform = {
  schema,
  aliases: ["random_uniform"],
  hints: { minval: "a", maxval: "b", low: "a", high: "b", lower: "a", upper: "b" },
  check({ a = 0, b = 1 }) {
    if (a >= b) throw new InputError("layers/uniform", `b must be above a = ${a}, got ${b}`, ["b"]);
  },
  fill(values, { a = 0, b = 1 }, _fan, random) {
    for (let i = 0; i < values.length; i++) values[i] = a + (b - a) * random();
  },
} as const satisfies InitializerDefinition<Partial<FromSchema<typeof schema>>>;
