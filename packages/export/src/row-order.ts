import type { Shape } from "@assay/layers";
import type { RowOrder } from "./contract.ts";

export const isMap = (shape: Shape): boolean => shape.length === 3;

/** Whether a map flattens to the same row in both orders. */
export const sameOrder = ([height = 1, width = 1, channels = 1]: Shape): boolean =>
  channels === 1 || height * width === 1;

/** PyTorch's row of a map [height, width, channels]: place i, counted channel, height, width, holds value order[i] of Assay's row. */
export function channelsFirst([height = 1, width = 1, channels = 1]: Shape): RowOrder {
  const area = height * width;
  return Int32Array.from({ length: area * channels }, (_, i) => (i % area) * channels + Math.floor(i / area));
}
