import type { FromSchema } from "json-schema-to-ts";
import type { AugmentationDefinition } from "../contract.ts";
import { fillOf } from "../fill-of.ts";
import { imageShape } from "../image-shape.ts";

const schema = {
  type: "object",
  description:
    "Distorts each image as if it lay on rubber: pixels move by a smooth random field (torchvision.transforms.ElasticTransform).",
  examples: [{ alpha: 40, sigma: 5 }],
  additionalProperties: false,
  properties: {
    alpha: {
      type: "number",
      minimum: 0,
      maximum: 10000,
      default: 50,
      description:
        "How far pixels move: a draw of 1, before it is smoothed, is alpha / 2 pixels. After a Gaussian of deviation 5, half of them move by less than alpha / 90.",
    },
    sigma: {
      type: "number",
      minimum: 0,
      maximum: 100,
      default: 5,
      description: "Standard deviation of the Gaussian that smooths the field, in pixels; 0 smooths nothing.",
    },
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Elastic distortion (Simard et al. 2003), drawn again for each image and step, as torchvision.transforms.ElasticTransform:
 * u, v ~ U[−1, 1) for each pixel, smoothed by a Gaussian whose 2⌊4σ + ½⌋ + 1 weights sum to 1, reflected at the borders;
 * y[i, j] = x[i + v alpha/2 · height/width, j + u alpha/2 · width/height], bilinear. (torchvision divides columns by the
 * height and rows by the width.) What comes from outside the image is a pixel of value 0, normalized.
 * x [batch, height, width, channels] → the same shape
 */
export const elastic = {
  schema,
  hints: { strength: "alpha", magnitude: "alpha", smoothness: "sigma" },
  aliases: ["elastic_transform", "elastictransform", "elastic_distortion", "random_elastic"],

  build({ alpha, sigma }: Options, shape) {
    const [height, width, channels] = imageShape("data/elastic", shape);
    // torchvision's int(8σ + 1), made odd.
    const radius = sigma === 0 ? 0 : Math.floor(Math.floor(8 * sigma + 1) / 2);
    return (emitter, { x, targets, fill, key, step }) => {
      const y = emitter.tensor("elastic", shape);
      emitter.emit("elastic", {
        ...{ x, y, ...fillOf(fill), key, step, height, width, channels, sigma, radius },
        across: ((alpha / 2) * width) / height,
        down: ((alpha / 2) * height) / width,
      });
      return { x: y, targets };
    };
  },
} as const satisfies AugmentationDefinition<Options>;
