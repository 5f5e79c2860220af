import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { poolGeometry, poolHints, poolProperties } from "./pooling.ts";

const schema = {
  type: "object",
  description:
    "The mean of each window, channel by channel, by default with its padding counted as zeros (torch.nn.AvgPool2d).",
  examples: [{ kernel_size: 2 }, { kernel_size: 3, stride: 2, padding: 1, count_include_pad: false }],
  required: ["kernel_size"],
  additionalProperties: false,
  properties: {
    ...poolProperties,
    count_include_pad: {
      type: "boolean",
      default: true,
      description: "Count the padding's zeros as elements of a window; false: the mean of the pixels alone.",
    },
  },
} as const;

/**
 * y = the mean of each window, by default with its padding's zeros (torch.nn.AvgPool2d).   x [batch, h, w, c] → y [batch, h', w', c]
 * What a window holds past the padding, with ceil_mode, never counts.
 */
export const avg_pool2d = {
  schema,
  hints: poolHints,
  build(options, { input }) {
    const { geometry, output, flops } = poolGeometry("avg_pool2d", options, input);
    const window = { ...geometry, count_include_pad: (options.count_include_pad ?? true) ? 1 : 0 };
    return {
      output,
      flops,
      forward(emitter, x) {
        const y = emitter.tensor("output", output);
        emitter.emit("avg_pool2d", { x, y, ...window });
        return {
          y,
          backward(dy, needsInputGradient) {
            if (!needsInputGradient) return undefined;
            const dx = emitter.tensor("input gradient", input);
            // Every element of the window gets an equal share of the gradient.
            emitter.emit("avg_pool2d_backward", { x: dy, y: dx, ...window });
            return dx;
          },
        };
      },
    };
  },
} as const satisfies LayerDefinition<FromSchema<typeof schema>>;
