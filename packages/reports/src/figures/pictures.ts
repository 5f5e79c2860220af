import { PNG } from "pngjs";

/** An RGB picture, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** A picture as a PNG in a data URI. */
export function pngUri({ width, height, rgb }: Picture): string {
  const png = new PNG({ width, height, colorType: 2 });
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) png.data[i * 4 + c] = rgb[i * 3 + c] ?? 0;
    png.data[i * 4 + 3] = 255;
  }
  return `data:image/png;base64,${PNG.sync.write(png, { colorType: 2, inputHasAlpha: true }).toString("base64")}`;
}

/** Whether values of a shape can be seen: [height, width] or [height, width, 1 or 3]. */
export const isPicture = (shape: readonly number[]): boolean =>
  shape.length === 2 || (shape.length === 3 && (shape[2] === 1 || shape[2] === 3));

/** Bytes of an image, [height, width, channels], as a picture. */
export function fromBytes([height = 0, width = 0, channels = 1]: readonly number[], bytes: Uint8Array): Picture {
  const rgb = new Uint8Array(height * width * 3);
  for (let i = 0; i < rgb.length; i++) {
    rgb[i] = bytes[channels === 1 ? Math.floor(i / 3) : i] ?? 0;
  }
  return { width, height, rgb };
}

/** Blue and orange of Okabe and Ito: the ends of a scale around 0, which is white. */
const NEGATIVE = [0, 114, 178] as const;
const POSITIVE = [213, 94, 0] as const;

/**
 * Weights, [height, width, channels], as a picture. Of one channel: blue below 0, white at 0, orange above; of three: the
 * colour that the filter looks for, grey at 0. @param largest the size at which a colour is full
 */
export function fromWeights(
  [height = 0, width = 0, channels = 1]: readonly number[],
  values: ArrayLike<number>,
  largest: number,
): Picture {
  const rgb = new Uint8Array(height * width * 3);
  for (let i = 0; i < rgb.length; i++) {
    const value = (values[channels === 1 ? Math.floor(i / 3) : i] ?? 0) / (largest || 1);
    const share = Math.max(-1, Math.min(1, value));
    const end = (share < 0 ? NEGATIVE : POSITIVE)[i % 3] ?? 0;
    rgb[i] = Math.round(channels === 1 ? 255 + (end - 255) * Math.abs(share) : 127.5 * (1 + share));
  }
  return { width, height, rgb };
}
