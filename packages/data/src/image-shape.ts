import { InputError } from "@assay/kernels";
import type { ImageShape } from "./contract.ts";

/** The shape as that of an image. @throws InputError where the data has no images. */
export function imageShape(part: string, shape: readonly number[]): ImageShape {
  const [height, width, channels, ...more] = shape;
  if (height === undefined || width === undefined || channels === undefined || more.length > 0) {
    throw new InputError(part, `needs images of [height, width, channels], the inputs are [${shape.join(", ")}]`);
  }
  return [height, width, channels];
}
