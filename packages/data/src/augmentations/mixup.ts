import type { FromSchema } from "json-schema-to-ts";
import type { AugmentationDefinition } from "../contract.ts";
import { alphaProperty, drawShare, mixRows, mixTargets } from "../mixing.ts";

const schema = {
  type: "object",
  description:
    "Mixes each example with another of its batch, inputs and targets alike (torchvision.transforms.v2.MixUp). For images and tables; the loss must take shares of classes.",
  examples: [{ alpha: 0.2 }],
  additionalProperties: false,
  properties: {
    ...alphaProperty("The share"),
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * y[s] = λ x[s] + (1 − λ) x[s − 1], of the first example with the last, and the targets alike, λ ~ Beta(alpha, alpha) drawn for
 * each step (Zhang et al. 2018), as torchvision.transforms.v2.MixUp: batches are shuffled, so the example before is any other.
 * Classes become shares, f32 [batch, classes]; numbers to predict are mixed as they are. Accuracy in training counts the class
 * with the larger share.   x [batch, …] → the same shape
 */
export const mixup = {
  schema,
  mixes: true,
  aliases: ["mix_up"],
  build: ({ alpha }: Options, _shape, target) => {
    return (emitter, tensors) => {
      const lambda = drawShare(emitter, tensors, alpha);
      const targets = mixTargets(emitter, tensors.targets, target, lambda);
      return { x: mixRows(emitter, tensors.x, lambda), targets };
    };
  },
} as const satisfies AugmentationDefinition<Options>;
