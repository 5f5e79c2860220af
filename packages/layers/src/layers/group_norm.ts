import { InputError, sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { normalizedGroups, normProperties } from "./normalized-groups.ts";

const schema = {
  type: "object",
  description:
    "Gives each group of channels of an example mean 0 and variance 1, then each channel a learned scale and shift (torch.nn.GroupNorm).",
  examples: [{ num_groups: 1 }],
  required: ["num_groups"],
  additionalProperties: false,
  properties: {
    num_groups: {
      type: "integer",
      minimum: 1,
      maximum: 100_000,
      description: "Groups of neighbouring channels; as many as there are channels: an instance norm.",
    },
    ...normProperties,
    affine: { type: "boolean", default: true, description: "Whether a scale (weight) and a shift (bias) are learned." },
  },
} as const;

/**
 * y = (x − mean) / √(var + eps) · weight + bias, mean and variance over a group of channels (the last axis) of a sample and all
 * its pixels, weight and bias per channel (Wu and He 2018; torch.nn.GroupNorm).   x [batch, …, c] → y [batch, …, c]
 */
export const group_norm = {
  schema,
  aliases: ["group_normalization", "gn", "instance_norm"],
  hints: { groups: "num_groups", num_group: "num_groups", epsilon: "eps", scale: "affine", center: "affine" },
  build({ num_groups, eps = 1e-5, affine = true }, { input, parameter }) {
    const channels = input[input.length - 1] as number;
    if (channels % num_groups !== 0) {
      const rule = `num_groups must divide the ${channels} channels, got ${num_groups}`;
      throw new InputError("layers/group_norm", rule, ["num_groups"]);
    }
    const fan = { in: channels, out: channels };
    const weight = affine ? parameter("weight", [channels], { type: "ones" }, fan) : undefined;
    const bias = affine ? parameter("bias", [channels], { type: "zeros" }, fan) : undefined;
    const size = { rows: sizeOf(input) / channels, channels, groups: num_groups };
    return normalizedGroups("layers/group_norm", input, size, { eps, weight, bias });
  },
} as const satisfies LayerDefinition<FromSchema<typeof schema>>;
