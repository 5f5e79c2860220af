import { sizeOf } from "@assay/kernels";
import type { LayerDefinition } from "../contract.ts";
import { type PoolOptions, poolGeometry, poolHints, poolSchema } from "./pooling.ts";

/** y = the largest value of each window, channel by channel (torch.nn.MaxPool2d).   x [batch, h, w, c] → y [batch, h', w', c] */
export const max_pool2d = {
  schema: poolSchema,
  hints: poolHints,
  build(options, { input }) {
    const { geometry, output, flops } = poolGeometry("max_pool2d", options, input);
    return {
      output,
      flops,
      forward(emitter, x) {
        const y = emitter.tensor("output", output);
        const argmax = emitter.training ? emitter.tensor("argmax", output, "i32") : undefined;
        emitter.emit("max_pool2d", { x, y, argmax, ...geometry });
        return {
          y,
          backward(dy, needsInputGradient) {
            if (!needsInputGradient || !argmax) return undefined;
            const dx = emitter.tensor("input gradient", input);
            // The gradient goes to the element that was the largest.
            emitter.emit("max_pool2d_backward", { dy, argmax, dx, size: sizeOf(input), out_size: sizeOf(output) });
            return dx;
          },
        };
      },
    };
  },
} as const satisfies LayerDefinition<PoolOptions>;
