import type { Image } from "./contract.ts";

/** The median byte of the outermost pixels, one a channel. */
export function borderOf({ values, shape: [height, width, channels] }: Image): readonly number[] {
  return Array.from({ length: channels }, (_, channel) => {
    const found: number[] = [];
    for (let row = 0; row < height; row++) {
      const isWhole = row === 0 || row === height - 1;
      for (let column = 0; column < width; column += isWhole ? 1 : Math.max(width - 1, 1)) {
        found.push(values[(row * width + column) * channels + channel] as number);
      }
    }
    found.sort((a, b) => a - b);
    return found[found.length >> 1] as number;
  });
}
