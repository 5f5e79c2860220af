import { InputError } from "@assay/kernels";
import { readBytes } from "../read-bytes.ts";
import { decodeJpeg, JPEG_SIGNATURE } from "./jpeg.ts";
import { PART, type Pixels } from "./pixels.ts";
import { decodePng, PNG_SIGNATURE } from "./png.ts";

/** An image of bytes, [height, width, channels]. */
export interface DecodedImage {
  readonly height: number;
  readonly width: number;
  readonly values: Uint8Array;
}

/**
 * Reads a PNG or a JPEG, told apart by their first bytes. Transparency is dropped.
 * @param file what it is called in an error
 * @param channels 3: red, green, blue; 1: gray
 * @throws InputError naming the file that cannot be read or is damaged
 */
export function decodeImage(path: string, file: string, channels: 1 | 3): DecodedImage {
  const { height, width, rgba } = decodePixels(bytesOf(path, file), file);
  return { height, width, values: channels === 3 ? rgb(rgba) : gray(rgba) };
}

function bytesOf(path: string, file: string): Buffer {
  const { buffer, byteOffset, byteLength } = readBytes(path, file, PART);
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Decodes a PNG or a JPEG, told apart by their first bytes. @throws InputError naming the file */
export function decodePixels(bytes: Buffer, file: string): Pixels {
  if (bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) return decodePng(bytes, file);
  if (bytes.subarray(0, JPEG_SIGNATURE.length).equals(JPEG_SIGNATURE)) return decodeJpeg(bytes, file);
  throw notAnImage(bytes, file);
}

/** Whether bytes begin as a PNG or a JPEG does. */
export const isImage = (bytes: Buffer): boolean =>
  [PNG_SIGNATURE, JPEG_SIGNATURE].some((signature) => bytes.subarray(0, signature.length).equals(signature));

function notAnImage(bytes: Buffer, file: string): InputError {
  const begin = bytes.length === 0 ? "it is empty" : `it begins with the bytes ${bytes.toString("hex", 0, 8)}`;
  return new InputError(PART, `${file}: must be a PNG or a JPEG, ${begin}`);
}

/** [pixels, 4] → [pixels, 3]: alpha is dropped. */
export function rgb(rgba: Uint8Array): Uint8Array {
  const values = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    values[to] = rgba[from] as number;
    values[to + 1] = rgba[from + 1] as number;
    values[to + 2] = rgba[from + 2] as number;
  }
  return values;
}

/** The luma of ITU-R 601 in 16-bit fixed point, as Pillow's `convert("L")`. */
export function gray(rgba: Uint8Array): Uint8Array {
  const values = new Uint8Array(rgba.length / 4);
  for (let i = 0; i < values.length; i++) {
    const [red, green, blue] = [rgba[4 * i] as number, rgba[4 * i + 1] as number, rgba[4 * i + 2] as number];
    values[i] = (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
  }
  return values;
}
