import type { Tensor } from "../tensor.ts";

/** Extents of a convolution's input and output, [batch, height, width, channels] both. */
export function imageSizes(
  x: Tensor,
  y: Tensor,
): { height: number; width: number; out_height: number; out_width: number } {
  const [, height, width] = x.shape as [number, number, number];
  const [, out_height, out_width] = y.shape as [number, number, number];
  return { height, width, out_height, out_width };
}

/** Floats from one pixel to the next: more than a group's channels where the tensors hold several groups. */
export function pixelsApart(x: Tensor, y: Tensor): { x_pixel: number; y_pixel: number } {
  return { x_pixel: x.shape[3] as number, y_pixel: y.shape[3] as number };
}
