import type { LayerDefinition } from "../contract.ts";
import { elementwise } from "./activation.ts";

/** With these, outputs of mean 0 and variance 1 follow from such inputs and lecun_normal weights. */
const SELF_NORMALIZING = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

/** y = scale · x where x > 0, else scale · α (e^x − 1), α = 1.6733, scale = 1.0507 (torch.nn.SELU; Klambauer et al. 2017). */
export const selu = {
  schema: {
    type: "object",
    description:
      "Self-normalizing elu, y = 1.0507 x where x > 0, else 1.7581 (e^x − 1), element by element (torch.nn.SELU).",
    additionalProperties: false,
    properties: {},
  } as const,
  build: (_options, { input }) =>
    elementwise(input, {
      flops: 5,
      from: "x",
      forward: (emitter, fields) => emitter.emit("elu", { ...fields, ...SELF_NORMALIZING }),
      backward: (emitter, fields) => emitter.emit("elu_backward", { ...fields, ...SELF_NORMALIZING }),
    }),
} as const satisfies LayerDefinition;
