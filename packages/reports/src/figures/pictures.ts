import { encodePng, type Picture } from "./png.ts";

/** Pictures of one size and kind, one below the other, as one PNG in a data URI. */
export function sheetUri(pictures: readonly Picture[]): string {
  const { width = 0, height = 0, channels = 1 } = pictures[0] ?? {};
  const size = width * height * channels;
  const pixels = new Uint8Array(size * pictures.length);
  pictures.forEach((picture, k) => {
    pixels.set(picture.pixels, k * size);
  });
  const png = encodePng({ width, height: height * pictures.length, channels, pixels });
  return `data:image/png;base64,${png.toString("base64")}`;
}

/** Whether values of a shape can be seen: [height, width] or [height, width, 1 or 3]. */
export const isPicture = (shape: readonly number[]): boolean =>
  shape.length === 2 || (shape.length === 3 && (shape[2] === 1 || shape[2] === 3));

/** Bytes of an image, [height, width, channels], as a picture. */
export const fromBytes = ([height = 0, width = 0, channels = 1]: readonly number[], pixels: Uint8Array): Picture => ({
  ...{ width, height, pixels },
  channels: channels === 3 ? 3 : 1,
});

/** Blue and vermilion of Okabe and Ito: the ends of a scale around 0, which is white. */
const NEGATIVE = [0, 114, 178] as const;
const POSITIVE = [213, 94, 0] as const;

/**
 * Weights, [height, width, channels], as a picture. Of one channel: blue below 0, white at 0, orange above; of three: the
 * colour that the filter looks for, grey at 0. @param full the size of a weight whose colour is full
 */
export function fromWeights(
  [height = 0, width = 0, channels = 1]: readonly number[],
  values: ArrayLike<number>,
  full: number,
): Picture {
  const pixels = new Uint8Array(height * width * 3);
  for (let i = 0; i < pixels.length; i++) {
    const value = (values[channels === 1 ? Math.floor(i / 3) : i] ?? 0) / (full || 1);
    const share = Math.max(-1, Math.min(1, value));
    const end = (share < 0 ? NEGATIVE : POSITIVE)[i % 3] ?? 0;
    pixels[i] = Math.round(channels === 1 ? 255 + (end - 255) * Math.abs(share) : 127.5 * (1 + share));
  }
  return { width, height, channels: 3, pixels };
}
