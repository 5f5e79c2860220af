import { InputError } from "@assay/kernels";

/** What a decoder gives: red, green, blue and alpha of each pixel, row after row. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly rgba: Uint8Array;
}

/** Who speaks where an image cannot be decoded. */
export const PART = "data/image";

/** 8192 × 8192. */
const MAX_PIXELS = 2 ** 26;

/** Holds the sizes in an image's header against what is allowed, before anything is allocated. @throws InputError */
export function checkSize(file: string, height: number, width: number): void {
  if (height > 0 && width > 0 && height * width <= MAX_PIXELS) return;
  throw new InputError(PART, `${file}: must have 1 to ${MAX_PIXELS} pixels, its header says ${height} × ${width}`);
}

/** Runs a library's decoder; what it throws becomes an error that names the file. */
export function decoding<T>(file: string, format: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    // The text of an error that is not the library's own (a TypeError) tells nothing.
    const why = error instanceof Error && error.name === "Error" ? ` (${error.message})` : "";
    throw new InputError(PART, `${file}: the ${format} is damaged${why}`);
  }
}
