import { sizeOf } from "@assay/kernels";
import type { LayerDefinition } from "../contract.ts";

/**
 * y = e^x / Σ e^x over the channels, the last axis (torch.nn.Softmax with dim 1).   x [batch, …, c] → y [batch, …, c]
 * dx = y · (dy − Σ dy · y). The loss cross_entropy contains it: it is for the inside of a network, or before mse.
 */
export const softmax = {
  schema: {
    type: "object",
    description:
      "Positive shares that add up to 1, y = e^x / Σ e^x over the channels of each pixel or over a row (torch.nn.Softmax).",
    additionalProperties: false,
    properties: {},
  } as const,
  build: (_options, { input }) => {
    const size = input[input.length - 1] as number;
    const rows = sizeOf(input) / size;
    return {
      output: input,
      flops: 5 * sizeOf(input),
      forward(emitter, x) {
        const y = emitter.tensor("output", input);
        emitter.emit("softmax", { x, y, rows, size });
        return {
          y,
          backward(dy, needsInputGradient) {
            if (!needsInputGradient) return undefined;
            const dx = emitter.tensor("input gradient", input);
            emitter.emit("softmax_backward", { dy, y, dx, rows, size });
            return dx;
          },
        };
      },
    };
  },
} as const satisfies LayerDefinition;
