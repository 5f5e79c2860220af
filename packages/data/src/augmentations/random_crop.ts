import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { AugmentationDefinition } from "../contract.ts";
import { fillOf } from "../fill-of.ts";
import { imageShape } from "../image-shape.ts";

const pixels = { type: "integer", minimum: 0, maximum: 10000 } as const;
const extent = { type: "integer", minimum: 1, maximum: 10000 } as const;

const schema = {
  type: "object",
  description:
    "Moves each image at random by up to `padding` pixels: a window of its own size out of the image with a border (torchvision.transforms.RandomCrop).",
  examples: [{ padding: 4 }],
  required: ["padding"],
  additionalProperties: false,
  properties: {
    padding: {
      anyOf: [
        pixels,
        { type: "array", items: pixels, minItems: 2, maxItems: 2 },
        { type: "array", items: pixels, minItems: 4, maxItems: 4 },
      ],
      description:
        "Pixels of border around the image: one number, [left and right, top and bottom], or [left, top, right, bottom].",
    },
    size: {
      anyOf: [extent, { type: "array", items: extent, minItems: 2, maxItems: 2 }],
      description:
        "Of the window, one number or [height, width]. It must be that of the images, as evaluation sees them whole. Default: that size.",
    },
    fill: {
      type: "number",
      minimum: 0,
      maximum: 255,
      default: 0,
      description: "The border's pixels, as a byte of the image: 0 is black.",
    },
  },
} as const;
type Options = FromSchema<typeof schema>;

/**
 * A window of the image's own size, anywhere in the image with a border around it: the image moves by up to `padding` pixels. It
 * is drawn again for each image and step, as in torchvision.transforms.RandomCrop(size, padding).
 * x [batch, height, width, channels] → the same shape
 */
export const random_crop = {
  schema,
  hints: { pad: "padding", border: "padding", fill_value: "fill", pad_value: "fill" },
  aliases: ["crop", "randomcrop", "random_shift", "random_translation"],

  build({ padding, size, fill: value }: Options, shape) {
    const [height, width, channels] = imageShape("data/random_crop", shape);
    const [rows, columns] = typeof size === "number" ? [size, size] : (size ?? [height, width]);
    if (rows !== height || columns !== width) {
      const rule = `size must be that of the images, ${height}×${width}, got ${rows}×${columns}`;
      throw new InputError("data/random_crop", rule, ["size"], "leave it out, and set padding");
    }
    const sides = typeof padding === "number" ? [padding, padding] : padding;
    // The schema asks for two or four.
    const [left, top, right = left, bottom = top] = sides as [number, number, number?, number?];
    return (emitter, { x, targets, scale, fill, key, step }) => {
      const y = emitter.tensor("random_crop", shape);
      emitter.emit("random_crop", {
        ...{ x, y, scale, ...fillOf(fill), key, step, height, width, channels },
        ...{ left, top, across: left + right, down: top + bottom, value },
      });
      return { x: y, targets };
    };
  },
} as const satisfies AugmentationDefinition<Options>;
