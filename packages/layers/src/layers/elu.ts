import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { elementwise } from "./activation.ts";

const schema = {
  type: "object",
  description: "Exponential linear unit, y = x where x > 0, else alpha (e^x − 1), element by element (torch.nn.ELU).",
  additionalProperties: false,
  properties: {
    alpha: { type: "number", default: 1, description: "A very negative input gives −alpha." },
  },
} as const;

/** y = x where x > 0, else alpha (e^x − 1); dx = dy or dy · alpha e^x (torch.nn.ELU; Clevert et al. 2016). */
export const elu = {
  schema,
  hints: { a: "alpha" },
  build: ({ alpha = 1 }, { input }) =>
    elementwise(input, {
      flops: 4,
      from: "x",
      forward: (emitter, fields) => emitter.emit("elu", { ...fields, alpha, scale: 1 }),
      backward: (emitter, fields) => emitter.emit("elu_backward", { ...fields, alpha, scale: 1 }),
    }),
} as const satisfies LayerDefinition<Partial<FromSchema<typeof schema>>>;
