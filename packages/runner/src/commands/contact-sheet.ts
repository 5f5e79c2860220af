import type { AugmentedImages } from "@assay/training/data-overview";
import { PNG } from "pngjs";

/** Pixels that a small image is enlarged to, at least. */
const LEAST_SIDE = 64;
const GAP = 4;
/** Between the images as they are and what became of them. */
const WIDE_GAP = 16;
const BACKGROUND = 96;

/** A PNG of images in a grid, each pixel enlarged by a whole number; the first column stands apart. */
export function contactSheet({ shape, rows }: AugmentedImages): Buffer {
  const [height = 1, width = 1, channels = 1] = shape;
  const scale = Math.max(1, Math.ceil(LEAST_SIDE / Math.max(height, width)));
  const [high, wide] = [height * scale, width * scale];
  const across = rows[0]?.length ?? 1;
  const png = new PNG({
    width: 2 * GAP + across * (wide + GAP) + WIDE_GAP - 2 * GAP,
    height: GAP + rows.length * (high + GAP),
  });
  png.data.fill(BACKGROUND);
  for (let at = 3; at < png.data.length; at += 4) png.data[at] = 255;
  for (const [row, images] of rows.entries()) {
    for (const [column, image] of images.entries()) {
      const left = GAP + column * (wide + GAP) + (column > 0 ? WIDE_GAP - GAP : 0);
      const top = GAP + row * (high + GAP);
      for (let y = 0; y < high; y++) {
        for (let x = 0; x < wide; x++) {
          const from = (Math.floor(y / scale) * width + Math.floor(x / scale)) * channels;
          const to = ((top + y) * png.width + left + x) * 4;
          for (let c = 0; c < 3; c++) png.data[to + c] = image[from + (channels >= 3 ? c : 0)] as number;
        }
      }
    }
  }
  return PNG.sync.write(png, { colorType: 2 });
}
