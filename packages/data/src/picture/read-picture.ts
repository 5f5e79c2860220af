import { InputError } from "@assay/kernels";
import { decodePixels, gray, rgb } from "../image-folder/decode.ts";
import { resize } from "../resize.ts";
import { borderOf } from "./border.ts";
import type { Image, PictureInput, PictureOptions } from "./contract.ts";
import { frameDigit } from "./digit.ts";
import { fit } from "./fit.ts";
import { opaque } from "./opaque.ts";

const PART = "data/picture";

/** The background of training images is dark below this byte, and light from 255 minus it on; between, nothing is inverted. */
const CLEAR = 64;

/**
 * Reads a PNG or a JPEG of any size as an input of a model: gray by luma where that has one channel, with the background of the
 * images that it was trained on, in their size.
 *
 * @param file what it is called in an error
 * @throws InputError naming the file where it is no picture, or holds no digit; where the model takes no pictures
 */
export function readPicture(bytes: Uint8Array, file: string, options: PictureOptions): PictureInput {
  const { shape, background, frame } = options;
  const [, , channels] = shape;
  if (channels !== 1 && channels !== 3) {
    throw new InputError(PART, `pictures have 1 or 3 channels, the model takes ${channels}`);
  }
  if (frame === "digit" && channels === 3) {
    throw new InputError(PART, "the frame digit is for models of gray images, this one takes colours", [], "use fit");
  }
  const pixels = decodePixels(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), file);
  const rgba = opaque(pixels, channels === 3 ? background : undefined);
  const values = channels === 3 ? rgb(rgba) : gray(rgba);
  const read: Image = { values, shape: [pixels.height, pixels.width, channels] };
  const inverted = isInverted(read, options);
  const image = inverted ? { ...read, values: values.map((value) => 255 - value) } : read;
  return { values: framed(image, file, options), inverted };
}

function framed(image: Image, file: string, { shape, frame, invert }: PictureOptions): Uint8Array {
  const [height, width] = shape;
  if (frame === "stretch") return resize(image.values, image.shape, [height, width]);
  if (frame === "fit") return fit(image, [height, width]);
  const digit = frameDigit(image, [height, width]);
  if (digit) return digit;
  const hint = invert === "auto" ? undefined : "invert: auto exchanges dark and light where that is needed";
  throw new InputError(PART, `${file}: must show a digit, nothing is lighter than its border`, [], hint);
}

/** Whether the background of a gray picture lies nearer to the opposite of that of the training images than to it. */
function isInverted(image: Image, { invert, background: [level = 0, ...others] }: PictureOptions): boolean {
  if (invert !== "auto") return invert === "yes";
  if (others.length > 0 || (level >= CLEAR && level <= 255 - CLEAR)) return false;
  const [border] = borderOf(image) as [number];
  return Math.abs(255 - border - level) < Math.abs(border - level);
}
