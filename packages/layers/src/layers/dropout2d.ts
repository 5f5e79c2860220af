import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { masked, maskHints, maskSchema } from "./mask.ts";
import { imageOf } from "./window.ts";

const schema = maskSchema(
  "In training sets random channels of each image to zero and divides the others by 1 − p; in evaluation passes its input on (torch.nn.Dropout2d).",
  "channels",
);

/**
 * In training each channel of each image is zero with probability p, all its pixels, and x / (1 − p) otherwise; in evaluation
 * y = x (torch.nn.Dropout2d; Tompson et al. 2015).   x [batch, h, w, c] → y [batch, h, w, c]
 * The mask of a step is a function of (seed, layer, step, sample, channel).
 */
export const dropout2d = {
  schema,
  aliases: ["spatial_dropout2d", "spatial_dropout", "spatialdropout2d", "channel_dropout"],
  hints: maskHints,
  build({ p = 0.5 }, context) {
    imageOf("dropout2d", context.input);
    return masked("dropout2d", p, context);
  },
} as const satisfies LayerDefinition<FromSchema<typeof schema>>;
