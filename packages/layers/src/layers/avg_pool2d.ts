import type { LayerDefinition } from "../contract.ts";
import { type PoolOptions, poolGeometry, poolHints, poolSchema } from "./pooling.ts";

/** y = the mean of each window, its padding counted as zeros (torch.nn.AvgPool2d).   x [batch, h, w, c] → y [batch, h', w', c] */
export const avg_pool2d = {
  schema: poolSchema,
  hints: poolHints,
  build(options, { input }) {
    const { geometry, output, flops } = poolGeometry("avg_pool2d", options, input);
    return {
      output,
      flops,
      forward(emitter, x) {
        const y = emitter.tensor("output", output);
        emitter.emit("avg_pool2d", { x, y, ...geometry });
        return {
          y,
          backward(dy, needsInputGradient) {
            if (!needsInputGradient) return undefined;
            const dx = emitter.tensor("input gradient", input);
            // Every element of the window gets an equal share of the gradient.
            emitter.emit("avg_pool2d_backward", { x: dy, y: dx, ...geometry });
            return dx;
          },
        };
      },
    };
  },
} as const satisfies LayerDefinition<PoolOptions>;
