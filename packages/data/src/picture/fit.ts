import { resize } from "../resize.ts";
import { borderOf } from "./border.ts";
import type { Image } from "./contract.ts";

/** The whole of an image in the middle of another size, its proportions kept; around it lies the median of its border. */
export function fit(image: Image, [height, width]: readonly [number, number]): Uint8Array {
  const [rows, columns, channels] = image.shape;
  const scale = Math.min(height / rows, width / columns);
  const [h, w] = [rows, columns].map((length) => Math.max(1, Math.round(length * scale))) as [number, number];
  const scaled = resize(image.values, image.shape, [h, w]);
  const border = borderOf(image);
  const values = Uint8Array.from({ length: height * width * channels }, (_, i) => border[i % channels] as number);
  const [top, left] = [(height - h) >> 1, (width - w) >> 1];
  for (let row = 0; row < h; row++) {
    const line = scaled.subarray(row * w * channels, (row + 1) * w * channels);
    values.set(line, ((top + row) * width + left) * channels);
  }
  return values;
}
