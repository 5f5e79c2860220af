import { log } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { AugmentationDefinition } from "../contract.ts";
import { imageShape } from "../image-shape.ts";
import { rangeOf } from "../range-of.ts";

const schema = {
  type: "object",
  description:
    "Puts one value, or noise, into a rectangle of each image at random (torchvision.transforms.RandomErasing, after Normalize).",
  examples: [{ p: 0.5, scale: [0.02, 0.2] }],
  additionalProperties: false,
  properties: {
    p: { type: "number", minimum: 0, maximum: 1, default: 0.5, description: "Probability that an image loses a part." },
    scale: {
      type: "array",
      items: { type: "number", minimum: 0, maximum: 1 },
      minItems: 2,
      maxItems: 2,
      default: [0.02, 0.33],
      description: "The share of the area that is erased is drawn from [min, max].",
    },
    ratio: {
      type: "array",
      items: { type: "number", minimum: 0.001, maximum: 1000 },
      minItems: 2,
      maxItems: 2,
      default: [0.3, 3.3],
      description: "Height / width of the rectangle is drawn from [min, max], its logarithm evenly.",
    },
    value: {
      anyOf: [{ type: "number" }, { const: "random" }],
      default: 0,
      description:
        "What stands there then, as a normalized input: with normalize: standardize 0 is the mean. random: normal noise.",
    },
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * A rectangle of each image becomes one value, or noise, with probability p (Zhong et al. 2020); all is drawn again for each
 * image and step, as in torchvision.transforms.RandomErasing after Normalize. A rectangle that does not fit is drawn again, up
 * to ten times.   x [batch, height, width, channels] → the same shape
 */
export const random_erasing = {
  schema,
  hints: { probability: "p", area: "scale", aspect_ratio: "ratio", fill: "value" },
  aliases: ["erasing", "randomerasing", "cutout", "random_erase"],

  build({ p, scale, ratio, value }: Options, shape) {
    const [height, width, channels] = imageShape("data/random_erasing", shape);
    const [scale_min, scale_max] = rangeOf("data/random_erasing", "scale", scale);
    const [log_ratio_min, log_ratio_max] = rangeOf("data/random_erasing", "ratio", ratio).map(log) as [number, number];
    return (emitter, { x, targets, key, step }) => {
      const y = emitter.tensor("random_erasing", shape);
      emitter.emit("random_erasing", {
        ...{ x, y, key, step, height, width, channels, p, scale_min, scale_max, log_ratio_min, log_ratio_max },
        value: typeof value === "number" ? value : 0,
        noise: value === "random" ? 1 : 0,
      });
      return { x: y, targets };
    };
  },
} as const satisfies AugmentationDefinition<Options>;
