import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { imageOf, pair, pairSchema } from "./window.ts";

const schema = {
  type: "object",
  description:
    "Means over a grid of windows that covers the image, so that the output has one size whatever the input's; 1 is the global average (torch.nn.AdaptiveAvgPool2d).",
  examples: [{ output_size: 1 }],
  required: ["output_size"],
  additionalProperties: false,
  properties: {
    output_size: pairSchema(1, "Size of the output: one number, or [height, width]; 1 is a global average."),
  },
} as const;

/**
 * y = the means of a grid of h' × w' windows that cover the image (torch.nn.AdaptiveAvgPool2d).
 * x [batch, h, w, c] → y [batch, h', w', c]; window i has the rows ⌊i·h/h'⌋ to ⌈(i+1)·h/h'⌉ − 1, columns likewise.
 */
export const adaptive_avg_pool2d = {
  schema,
  aliases: ["global_avg_pool2d", "global_average_pooling2d"],
  hints: { size: "output_size", kernel_size: "output_size", output: "output_size" },
  build({ output_size }, { input }) {
    const [height, width, channels] = imageOf("adaptive_avg_pool2d", input);
    const [out_height, out_width] = pair(output_size);
    const geometry = { height, width, channels, out_height, out_width };
    const output = [out_height, out_width, channels];
    return {
      output,
      // Counted once a pixel: windows that overlap, where the extents do not divide, add little.
      flops: Math.max(height, out_height) * Math.max(width, out_width) * channels,
      forward(emitter, x) {
        const y = emitter.tensor("output", output);
        emitter.emit("adaptive_avg_pool2d", { x, y, ...geometry });
        return {
          y,
          backward(dy, needsInputGradient) {
            if (!needsInputGradient) return undefined;
            const dx = emitter.tensor("input gradient", input);
            // Every pixel gets an equal share of the gradient of each window it is in.
            emitter.emit("adaptive_avg_pool2d_backward", { x: dy, y: dx, ...geometry });
            return dx;
          },
        };
      },
    };
  },
} as const satisfies LayerDefinition<FromSchema<typeof schema>>;
