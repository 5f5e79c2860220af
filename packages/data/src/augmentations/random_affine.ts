import type { FromSchema } from "json-schema-to-ts";
import type { AugmentationDefinition } from "../contract.ts";
import { fillOf } from "../fill-of.ts";
import { imageShape } from "../image-shape.ts";
import { rangeOf } from "../range-of.ts";

const fraction = { type: "number", minimum: 0, maximum: 1 } as const;
const angle = { type: "number", minimum: -360, maximum: 360 } as const;
const slope = { type: "number", exclusiveMinimum: -90, exclusiveMaximum: 90 } as const;

const schema = {
  type: "object",
  description:
    "Rotates, shifts, magnifies and shears each image at random about its center (torchvision.transforms.RandomAffine).",
  examples: [{ degrees: 10, translate: 0.1, scale: [0.9, 1.1] }],
  required: ["degrees"],
  additionalProperties: false,
  properties: {
    degrees: {
      anyOf: [
        { type: "number", minimum: 0, maximum: 360 },
        { type: "array", items: angle, minItems: 2, maxItems: 2 },
      ],
      description: "The rotation is drawn from −degrees to degrees, or from [min, max].",
    },
    translate: {
      anyOf: [fraction, { type: "array", items: fraction, minItems: 2, maxItems: 2 }],
      default: 0,
      description:
        "The shift is drawn from −translate to translate, as a fraction of the width and of the height; [x, y] sets them apart.",
    },
    scale: {
      type: "array",
      items: { type: "number", exclusiveMinimum: 0 },
      minItems: 2,
      maxItems: 2,
      default: [1, 1],
      description: "The factor of magnification is drawn from [min, max].",
    },
    shear: {
      anyOf: [
        { type: "number", minimum: 0, exclusiveMaximum: 90 },
        { type: "array", items: slope, minItems: 2, maxItems: 2 },
        { type: "array", items: slope, minItems: 4, maxItems: 4 },
      ],
      default: 0,
      description:
        "The shear along x is drawn from −shear to shear, in degrees, or from [min, max]; [x min, x max, y min, y max] shears along y, too.",
    },
    interpolation: {
      enum: ["nearest", "bilinear"],
      default: "nearest",
      description: "How a pixel is read between the pixels of the source.",
    },
  },
} as const;
type Options = FromSchema<typeof schema>;

/** What an angle is drawn from: middle ± reach; a number is the reach around 0. */
function aroundMiddle(option: string, given: number | readonly number[]): { middle: number; reach: number } {
  if (typeof given === "number" || given.length === 0) return { middle: 0, reach: Number(given) };
  const [minimum, maximum] = rangeOf("data/random_affine", option, given);
  return { middle: (minimum + maximum) / 2, reach: (maximum - minimum) / 2 };
}

/**
 * Rotation, shift, magnification and shear about the center of each image, drawn again for each image and step, as in
 * torchvision.transforms.RandomAffine.   x [batch, height, width, channels] → the same shape
 * What comes from outside the image is a pixel of value 0, normalized. Shifts are whole pixels, as in torchvision.
 */
export const random_affine = {
  schema,
  hints: {
    rotation: "degrees",
    rotation_range: "degrees",
    translation: "translate",
    shift: "translate",
    width_shift_range: "translate",
    height_shift_range: "translate",
    zoom: "scale",
    zoom_range: "scale",
    shear_range: "shear",
    resample: "interpolation",
  },

  build({ degrees, translate, scale, shear, interpolation }: Options, shape) {
    const [height, width, channels] = imageShape("data/random_affine", shape);
    const [scale_min, scale_max] = rangeOf("data/random_affine", "scale", scale);
    const rotation = aroundMiddle("degrees", degrees);
    const [along, across] = typeof shear === "number" ? [shear, 0] : [shear.slice(0, 2), shear.slice(2)];
    const [shearX, shearY] = [aroundMiddle("shear", along), aroundMiddle("shear", across)];
    const [translateX, translateY] = (typeof translate === "number" ? [translate, translate] : translate) as [
      number,
      number,
    ];

    return (emitter, { x, targets, fill, key, step }) => {
      const y = emitter.tensor("random_affine", [height, width, channels]);
      emitter.emit("random_affine", {
        x,
        y,
        ...fillOf(fill),
        key,
        step,
        height,
        width,
        channels,
        angle: rotation.middle,
        degrees: rotation.reach,
        translate_x: translateX,
        translate_y: translateY,
        scale_min,
        scale_max,
        shear_x: shearX.middle,
        shear_x_range: shearX.reach,
        shear_y: shearY.middle,
        shear_y_range: shearY.reach,
        bilinear: interpolation === "bilinear" ? 1 : 0,
      });
      return { x: y, targets };
    };
  },
} as const satisfies AugmentationDefinition<Options>;
