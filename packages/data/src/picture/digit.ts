import { resize } from "../resize.ts";
import { borderOf } from "./border.ts";
import type { Image } from "./contract.ts";

/** Of the side of MNIST's images: that of the box into which a digit is fitted. */
const BOX = 20 / 28;
/** From the background to the brightest pixel: what is above this share is ink. */
const INK = 0.2;
/** Steps between the background and the brightest pixel below which there is no ink. */
const LEAST_CONTRAST = 24;

interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * A digit, light on dark, as MNIST was made (LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document
 * recognition, 1998, section III.A): the box around its ink is fitted into 20 × 20 pixels, its proportions kept, and put into
 * 28 × 28 with the centre of mass in the middle. Before, the contrast is stretched: the background becomes 0, the brightest pixel 255.
 * A picture that is such an image already stays as it is.
 *
 * @param image gray
 * @param size [height, width] of the outcome: 28 × 28, or the same proportions in another size
 * @returns undefined where there is no ink
 */
export function frameDigit(image: Image, size: readonly [number, number]): Uint8Array | undefined {
  const stretched = stretch(image);
  const box = stretched && boxOf(stretched);
  if (!box) return undefined;
  const side = Math.round(BOX * Math.min(...size));
  if (isFramed(image, box, size, side)) return image.values;
  const scale = side / Math.max(box.height, box.width);
  const [height, width] = [box.height, box.width].map((length) => Math.max(1, Math.round(length * scale))) as [
    number,
    number,
  ];
  const ink = brightened(resize(crop(stretched, box), [box.height, box.width, 1], [height, width]));
  const [row, column] = centreOf({ values: ink, shape: [height, width, 1] });
  const at = (middle: number, centre: number, most: number): number =>
    Math.max(0, Math.min(most, Math.round(middle - centre)));
  return paste(ink, [height, width], size, [
    at(size[0] / 2, row, size[0] - height),
    at(size[1] / 2, column, size[1] - width),
  ]);
}

/** The background becomes 0 and the brightest pixel 255; undefined where all is background. */
function stretch({ values, shape }: Image): Image | undefined {
  const [low] = borderOf({ values, shape }) as [number];
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  if (high - low < LEAST_CONTRAST) return undefined;
  return { shape, values: values.map((value) => Math.round((Math.max(value - low, 0) * 255) / (high - low))) };
}

/** What is thin becomes faint where it shrinks: the brightest pixel is 255 again. */
function brightened(values: Uint8Array): Uint8Array {
  const high = values.reduce((most, value) => Math.max(most, value), 1);
  return values.map((value) => Math.round((value * 255) / high));
}

/** The smallest box with all of the ink; there is some. */
function boxOf({ values, shape: [height, width] }: Image): Box {
  let [top, left, bottom, right] = [height, width, 0, 0];
  for (const [i, value] of values.entries()) {
    if (value <= INK * 255) continue;
    const [row, column] = [Math.floor(i / width), i % width];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
  }
  return { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** Row and column of the centre of mass; the middle of the first pixel is 0.5. */
function centreOf({ values, shape: [, width] }: Image): readonly [number, number] {
  let [sum, rows, columns] = [0, 0, 0];
  for (const [i, value] of values.entries()) {
    sum += value;
    rows += value * (Math.floor(i / width) + 0.5);
    columns += value * ((i % width) + 0.5);
  }
  return [rows / sum, columns / sum];
}

/** Whether an image is of the size, with a digit of the right size in its middle; faint edges of it count for no ink. */
function isFramed(image: Image, box: Box, [height, width]: readonly [number, number], side: number): boolean {
  const [rows, columns] = image.shape;
  if (rows !== height || columns !== width) return false;
  const longest = Math.max(box.height, box.width);
  const [row, column] = centreOf(image);
  const isCentred = Math.abs(row - height / 2) <= 1 && Math.abs(column - width / 2) <= 1;
  return longest <= side && longest >= side - 3 && isCentred;
}

function crop({ values, shape: [, width] }: Image, box: Box): Uint8Array {
  const cut = new Uint8Array(box.height * box.width);
  for (let row = 0; row < box.height; row++) {
    const from = (box.top + row) * width + box.left;
    cut.set(values.subarray(from, from + box.width), row * box.width);
  }
  return cut;
}

/** An image on a black background of another size. */
function paste(
  values: Uint8Array,
  [height, width]: readonly [number, number],
  [rows, columns]: readonly [number, number],
  [top, left]: readonly [number, number],
): Uint8Array {
  const background = new Uint8Array(rows * columns);
  for (let row = 0; row < height; row++) {
    background.set(values.subarray(row * width, (row + 1) * width), (top + row) * columns + left);
  }
  return background;
}
