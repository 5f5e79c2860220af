import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { Shape } from "../contract.ts";
import { imageOf, pair, pairSchema, windowOutput } from "./window.ts";

/** Options of max_pool2d and avg_pool2d, those of torch.nn.MaxPool2d and AvgPool2d. */
export const poolSchema = {
  type: "object",
  required: ["kernel_size"],
  additionalProperties: false,
  properties: {
    kernel_size: pairSchema(1, "Size of the window: one number, or [height, width]."),
    stride: { type: "integer", minimum: 1, maximum: 1_000, description: "Step of the window. Default: kernel_size." },
    padding: {
      type: "integer",
      minimum: 0,
      maximum: 1_000,
      default: 0,
      description: "Border on every side; at most half the kernel.",
    },
  },
} as const;

export type PoolOptions = FromSchema<typeof poolSchema>;

export const poolHints = {
  pool_size: "kernel_size",
  size: "kernel_size",
  kernel: "kernel_size",
  strides: "stride",
  pad: "padding",
} as const;

/** The fields of a pooling kernel for an input. @throws InputError where the window does not fit */
export function poolGeometry(part: string, { kernel_size, stride, padding = 0 }: PoolOptions, input: Shape) {
  const [height, width, channels] = imageOf(part, input);
  const [kernel_height, kernel_width] = pair(kernel_size);
  if (stride === undefined && kernel_height !== kernel_width) {
    throw new InputError(
      `layers/${part}`,
      `stride is needed where the window is not square, got ${kernel_height}×${kernel_width}`,
      ["kernel_size"],
    );
  }
  if (padding > Math.min(kernel_height, kernel_width) / 2) {
    throw new InputError(`layers/${part}`, `padding must be at most half of kernel_size, got ${padding}`, ["padding"]);
  }
  const step = stride ?? kernel_height;
  const [out_height, out_width] = windowOutput(
    part,
    [height, width],
    [kernel_height, kernel_width],
    [2 * padding, 2 * padding],
    step,
  );
  const geometry = {
    height,
    width,
    channels,
    out_height,
    out_width,
    kernel_height,
    kernel_width,
    stride: step,
    padding,
  };
  return {
    geometry,
    output: [out_height, out_width, channels],
    flops: out_height * out_width * channels * kernel_height * kernel_width,
  };
}
