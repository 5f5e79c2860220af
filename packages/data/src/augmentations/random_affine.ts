import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { AugmentationDefinition } from "../contract.ts";
import { imageShape } from "../image-shape.ts";

const fraction = { type: "number", minimum: 0, maximum: 1 } as const;

const schema = {
  type: "object",
  description:
    "Rotates, shifts, magnifies and shears each image at random about its center (torchvision.transforms.RandomAffine).",
  examples: [{ degrees: 10, translate: 0.1, scale: [0.9, 1.1] }],
  required: ["degrees"],
  additionalProperties: false,
  properties: {
    degrees: {
      type: "number",
      minimum: 0,
      maximum: 360,
      description: "The rotation is drawn from −degrees to degrees.",
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
      type: "number",
      minimum: 0,
      exclusiveMaximum: 90,
      default: 0,
      description: "The shear along x is drawn from −shear to shear, in degrees.",
    },
    interpolation: {
      enum: ["nearest", "bilinear"],
      default: "nearest",
      description: "How a pixel is read between the pixels of the source.",
    },
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * Rotation, shift, magnification and shear about the centre of each image, drawn again for each image and step, as in
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
    // The schema asks for exactly two.
    const [minimum, maximum] = scale as [number, number];
    if (minimum > maximum) {
      throw new InputError("data/random_affine", `scale must be [min, max], got [${minimum}, ${maximum}]`, ["scale"]);
    }
    const [translateX, translateY] = (typeof translate === "number" ? [translate, translate] : translate) as [
      number,
      number,
    ];

    return (emitter, { x, targets, fill, key, step }) => {
      const y = emitter.tensor("random_affine", [height, width, channels]);
      emitter.emit("random_affine", {
        x,
        y,
        fill,
        key,
        step,
        height,
        width,
        channels,
        degrees,
        translate_x: translateX,
        translate_y: translateY,
        scale_min: minimum,
        scale_max: maximum,
        shear,
        bilinear: interpolation === "bilinear" ? 1 : 0,
        fill_stride: fill.shape[0] === 1 ? 0 : 1,
      });
      return { x: y, targets };
    };
  },
} as const satisfies AugmentationDefinition<Options>;
