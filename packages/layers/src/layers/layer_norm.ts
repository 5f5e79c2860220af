import { sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { normalizedGroups, normProperties } from "./normalized-groups.ts";

const schema = {
  type: "object",
  description:
    "Gives all values of an example together mean 0 and variance 1, then each a learned scale and shift (torch.nn.LayerNorm).",
  examples: [{ bias: false }],
  additionalProperties: false,
  properties: {
    ...normProperties,
    elementwise_affine: {
      type: "boolean",
      default: true,
      description: "Whether a scale (weight) and a shift (bias) are learned, one a value of an example.",
    },
    bias: { type: "boolean", default: true, description: "Whether the shift is learned, where the scale is." },
  },
} as const;

/**
 * y = (x − mean) / √(var + eps) · weight + bias, mean and variance over all values of a sample (Ba et al. 2016; torch.nn.LayerNorm
 * whose normalized_shape is the whole sample: the row, or channels, height and width).   x [batch, …] → y [batch, …]; weight
 * and bias have the sample's shape, and start at 1 and 0. For a scale a channel of an image, or groups of channels: group_norm.
 */
export const layer_norm = {
  schema,
  aliases: ["layer_normalization", "ln"],
  hints: { epsilon: "eps", affine: "elementwise_affine", scale: "elementwise_affine", center: "bias" },
  build({ eps = 1e-5, elementwise_affine = true, bias = true }, { input, parameter }) {
    const fan = { in: sizeOf(input), out: sizeOf(input) };
    const weight = elementwise_affine ? parameter("weight", input, { type: "ones" }, fan) : undefined;
    const shift = elementwise_affine && bias ? parameter("bias", input, { type: "zeros" }, fan) : undefined;
    const size = { rows: 1, channels: sizeOf(input), groups: 1 };
    return normalizedGroups("layers/layer_norm", input, size, { eps, weight, bias: shift });
  },
} as const satisfies LayerDefinition<Partial<FromSchema<typeof schema>>>;
