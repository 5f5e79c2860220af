import { sizeOf } from "@assay/kernels";
import type { Column } from "./contract.ts";
import { imageShape } from "./image-shape.ts";

/** Images that are looked at. */
const MOST = 1000;

/**
 * What surrounds the objects of images: the mean byte of the outermost pixels, one a channel, over the first 1,000 of the
 * images that `indices` name.
 */
export function backgroundOf(images: Column, indices: Int32Array): readonly number[] {
  const [height, width, channels] = imageShape("data/background", images.shape);
  const size = sizeOf(images.shape);
  const chosen = indices.subarray(0, MOST);
  const pixels = Array.from({ length: height * width }, (_, pixel) => pixel).filter((pixel) => {
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    return row === 0 || row === height - 1 || column === 0 || column === width - 1;
  });
  return Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    for (const index of chosen) {
      for (const pixel of pixels) sum += images.values[index * size + pixel * channels + channel] as number;
    }
    return sum / Math.max(chosen.length * pixels.length, 1);
  });
}
