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

/** From one output pixel to the next, and from one tap of the kernel to the next, in pixels of the input; taps are neighbours by default. */
export function stepsOf({ stride_y, stride_x, dilation_y = 1, dilation_x = 1 }: Steps) {
  return { stride_y, stride_x, dilation_y, dilation_x };
}

interface Steps {
  readonly stride_y: number;
  readonly stride_x: number;
  readonly dilation_y?: number | undefined;
  readonly dilation_x?: number | undefined;
}
