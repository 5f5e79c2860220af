import type { FromSchema } from "json-schema-to-ts";
import type { AugmentationDefinition } from "../contract.ts";
import { imageShape } from "../image-shape.ts";

const schema = {
  type: "object",
  description:
    "Mirrors each image left to right with probability p (torchvision.transforms.RandomHorizontalFlip). For images whose mirror image is of the same class: not for digits.",
  examples: [{ p: 0.5 }],
  additionalProperties: false,
  properties: {
    p: { type: "number", minimum: 0, maximum: 1, default: 0.5, description: "Probability that an image is mirrored." },
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Each image is mirrored left to right with probability p, drawn again for each image and step, as in
 * torchvision.transforms.RandomHorizontalFlip.   x [batch, height, width, channels] → the same shape
 */
export const random_horizontal_flip = {
  schema,
  hints: { prob: "p", probability: "p" },
  aliases: ["horizontal_flip", "hflip", "random_flip", "randomhorizontalflip", "randomflip"],

  build({ p }: Options, shape) {
    const [height, width, channels] = imageShape("data/random_horizontal_flip", shape);
    return (emitter, { x, targets, key, step }) => {
      const y = emitter.tensor("random_horizontal_flip", shape);
      emitter.emit("random_horizontal_flip", { x, y, key, step, height, width, channels, p });
      return { x: y, targets };
    };
  },
} as const satisfies AugmentationDefinition<Options>;
