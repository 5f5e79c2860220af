import { sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { poolGeometry, poolHints, poolProperties } from "./pooling.ts";
import { pair, pairSchema } from "./window.ts";

const schema = {
  type: "object",
  description: "The largest value of each window, channel by channel (torch.nn.MaxPool2d).",
  examples: [{ kernel_size: 2 }, { kernel_size: 3, stride: 2, padding: 1 }],
  required: ["kernel_size"],
  additionalProperties: false,
  properties: {
    ...poolProperties,
    dilation: {
      ...pairSchema(1, "Pixels from one element of the window to the next: one number, or [rows, columns].", 1_000),
      default: 1,
    },
  },
} as const;

/** y = the largest value of each window, channel by channel (torch.nn.MaxPool2d).   x [batch, h, w, c] → y [batch, h', w', c] */
export const max_pool2d = {
  schema,
  hints: { ...poolHints, dilations: "dilation", dilation_rate: "dilation" },
  build(options, { input }) {
    const { geometry, output, flops } = poolGeometry("max_pool2d", options, input);
    const [dilation_y, dilation_x] = pair(options.dilation ?? 1);
    return {
      output,
      flops,
      forward(emitter, x) {
        const y = emitter.tensor("output", output);
        const argmax = emitter.training ? emitter.tensor("argmax", output, "i32") : undefined;
        emitter.emit("max_pool2d", { x, y, argmax, ...geometry, dilation_y, dilation_x });
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
} as const satisfies LayerDefinition<FromSchema<typeof schema>>;
