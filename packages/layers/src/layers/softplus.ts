import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { elementwise } from "./activation.ts";

const schema = {
  type: "object",
  description: "A smooth relu, y = ln(1 + e^(beta · x)) / beta, element by element (torch.nn.Softplus).",
  additionalProperties: false,
  properties: {
    beta: {
      type: "number",
      exclusiveMinimum: 0,
      default: 1,
      description: "How sharply it bends: 1 / beta is its width.",
    },
    threshold: { type: "number", default: 20, description: "Where beta · x is larger, y = x." },
  },
} as const;

/** y = ln(1 + e^(beta · x)) / beta, or x where beta · x > threshold; dx = dy · σ(beta · x), or dy there (torch.nn.Softplus). */
export const softplus = {
  schema,
  hints: { sharpness: "beta" },
  build: ({ beta = 1, threshold = 20 }, { input }) =>
    elementwise(input, {
      flops: 5,
      from: "x",
      forward: (emitter, fields) => emitter.emit("softplus", { ...fields, beta, threshold }),
      backward: (emitter, fields) => emitter.emit("softplus_backward", { ...fields, beta, threshold }),
    }),
} as const satisfies LayerDefinition<Partial<FromSchema<typeof schema>>>;
