import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { AugmentationDefinition } from "../contract.ts";
import { imageShape } from "../image-shape.ts";
import { alphaProperty, drawShare, mixTargets } from "../mixing.ts";

const schema = {
  type: "object",
  description:
    "Puts a rectangle of another image of the batch into each, and mixes their classes by area (torchvision.transforms.v2.CutMix). The loss must take shares of classes.",
  examples: [{ alpha: 1 }],
  additionalProperties: false,
  properties: {
    ...alphaProperty("The share of the area that stays"),
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Image s gets a rectangle of image s − 1, the first one of the last, in its place (Yun et al. 2019), as
 * torchvision.transforms.v2.CutMix: around a pixel drawn evenly, its sides √(1 − λ) of the image's, λ ~ Beta(alpha, alpha), cut at
 * the borders; one rectangle for a batch, drawn for each step. Classes become shares, f32 [batch, classes]: of the own class what
 * is left of the area. Accuracy in training counts the class with the larger share.
 * x [batch, height, width, channels] → the same shape
 */
export const cutmix = {
  schema,
  mixes: true,
  aliases: ["cut_mix"],
  build({ alpha }: Options, shape, target) {
    const [height, width, channels] = imageShape("data/cutmix", shape);
    if (target.kind !== "class") {
      const hint = "mixup mixes numbers, too";
      throw new InputError("data/cutmix", "mixes classes, and the data's targets are numbers", [], hint);
    }
    return (emitter, tensors) => {
      const { x, key, step } = tensors;
      const lambda = drawShare(emitter, tensors, alpha);
      const [box, share] = [emitter.workspace("box", [4], "i32"), emitter.workspace("share", [1])];
      emitter.emit("cutmix_box", { key, step, lambda, box, share, height, width });
      const y = emitter.tensor("cutmix", shape);
      emitter.emit("cutmix", { x, y, box, height, width, channels, count: emitter.batch });
      return { x: y, targets: mixTargets(emitter, tensors.targets, target, share) };
    };
  },
} as const satisfies AugmentationDefinition<Options>;
