import { sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";

const schema = {
  type: "object",
  description:
    "In training sets random elements to zero and divides the others by 1 − p; in evaluation passes its input on (torch.nn.Dropout).",
  examples: [{ p: 0.3 }],
  additionalProperties: false,
  properties: {
    p: {
      type: "number",
      minimum: 0,
      exclusiveMaximum: 1,
      default: 0.5,
      description: "Share of the elements that is set to zero.",
    },
  },
} as const;

/**
 * In training each element is zero with probability p and x / (1 − p) otherwise; in evaluation y = x (torch.nn.Dropout).
 * The mask of a step is a function of (seed, layer, step, sample, element).
 */
export const dropout = {
  schema,
  hints: { rate: "p", probability: "p", prob: "p", dropout_rate: "p" },
  build({ p = 0.5 }, { input, stream, step }) {
    const key = stream("dropout");
    return {
      output: input,
      flops: sizeOf(input),
      forward(emitter, x) {
        if (!emitter.training || p === 0) return { y: x, backward: (dy) => dy };
        const y = emitter.tensor("output", input);
        emitter.emit("dropout", { x, y, key, step, p });
        return {
          y,
          backward(dy, needsInputGradient) {
            if (!needsInputGradient) return undefined;
            const dx = emitter.tensor("input gradient", input);
            emitter.emit("dropout", { x: dy, y: dx, key, step, p }); // the same draws: the same mask
            return dx;
          },
        };
      },
    };
  },
} as const satisfies LayerDefinition<FromSchema<typeof schema>>;
