import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { elementwise } from "./activation.ts";

const schema = {
  type: "object",
  description:
    "Leaky rectified linear unit, y = x where x > 0, else negative_slope · x, element by element (torch.nn.LeakyReLU).",
  examples: [{ negative_slope: 0.1 }],
  additionalProperties: false,
  properties: {
    negative_slope: { type: "number", default: 0.01, description: "What a negative input is multiplied by." },
  },
} as const;

/** y = x where x > 0, else negative_slope · x; dx = dy or negative_slope · dy (torch.nn.LeakyReLU; Maas et al. 2013). */
export const leaky_relu = {
  schema,
  aliases: ["lrelu"],
  hints: { alpha: "negative_slope", slope: "negative_slope", a: "negative_slope", leak: "negative_slope" },
  build: ({ negative_slope = 0.01 }, { input }) =>
    elementwise(input, {
      flops: 2,
      from: "x",
      forward: (emitter, fields) => emitter.emit("leaky_relu", { ...fields, negative_slope }),
      backward: (emitter, fields) => emitter.emit("leaky_relu_backward", { ...fields, negative_slope }),
    }),
} as const satisfies LayerDefinition<Partial<FromSchema<typeof schema>>>;
