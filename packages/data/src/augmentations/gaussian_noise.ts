import { sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { AugmentationDefinition } from "../contract.ts";
import { fillOf } from "../fill-of.ts";

const schema = {
  type: "object",
  description:
    "Adds normal noise to every pixel of an image, or every number of a table (torchvision.transforms.v2.GaussianNoise).",
  examples: [{ sigma: 0.05 }],
  additionalProperties: false,
  properties: {
    mean: { type: "number", default: 0, description: "Mean of the noise, in the unit of sigma." },
    sigma: {
      type: "number",
      minimum: 0,
      default: 0.1,
      description:
        "Standard deviation of the noise. Of images 1 is the way from black to white, whatever the normalization; of tables it is that of the normalized feature.",
    },
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * y = x + mean + sigma · z, z standard normal, drawn again for each element and step. Images stay between black and white, as in
 * torchvision.transforms.v2.GaussianNoise; the numbers of a table have no such ends.
 * x [batch, height, width, channels] or [batch, features] → the same shape
 */
export const gaussian_noise = {
  schema,
  hints: { std: "sigma", stddev: "sigma", standard_deviation: "sigma" },
  aliases: ["noise", "gaussiannoise", "random_noise"],

  build({ mean, sigma }: Options, shape) {
    const isImage = shape.length === 3;
    return (emitter, { x, targets, scale, fill, key, step }) => {
      const y = emitter.tensor("gaussian_noise", shape);
      emitter.emit("gaussian_noise", {
        ...{ x, y, key, step, size: sizeOf(shape), channels: shape.at(-1) as number, mean, sigma },
        ...(isImage ? { scale, ...fillOf(fill) } : { fill_stride: 0 }),
      });
      return { x: y, targets };
    };
  },
} as const satisfies AugmentationDefinition<Options>;
