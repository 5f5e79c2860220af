import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { Shape } from "../contract.ts";
import { imageOf, pair, pairSchema, textOf, windowOutput } from "./window.ts";

/** Options that max_pool2d and avg_pool2d share: those of torch.nn.MaxPool2d and AvgPool2d. */
export const poolProperties = {
  kernel_size: pairSchema(1, "Size of the window: one number, or [height, width]."),
  stride: pairSchema(1, "Step of the window: one number, or [rows, columns]. Default: kernel_size.", 1_000),
  padding: {
    ...pairSchema(0, "Border on every side, or [above and below, left and right]; at most half the kernel.", 1_000),
    default: 0,
  },
  ceil_mode: {
    type: "boolean",
    default: false,
    description: "Round the output's size up: the last windows may reach past the border.",
  },
} as const;

const schema = { type: "object", required: ["kernel_size"], properties: poolProperties } as const;

export interface PoolOptions extends FromSchema<typeof schema> {
  readonly dilation?: number | readonly number[];
}

export const poolHints = {
  pool_size: "kernel_size",
  size: "kernel_size",
  kernel: "kernel_size",
  strides: "stride",
  pad: "padding",
} as const;

/** The fields that pooling kernels share, for an input. @throws InputError where the window does not fit */
export function poolGeometry(part: string, options: PoolOptions, input: Shape) {
  const { kernel_size, stride = kernel_size, padding = 0, dilation = 1, ceil_mode = false } = options;
  const [height, width, channels] = imageOf(part, input);
  const kernel = pair(kernel_size);
  const step = pair(stride);
  const border = pair(padding);
  const spread = pair(dilation);
  if (border[0] > kernel[0] / 2 || border[1] > kernel[1] / 2) {
    const rule = `padding must be at most half of kernel_size, got ${textOf(border)}`;
    throw new InputError(`layers/${part}`, rule, ["padding"]);
  }
  const [out_height, out_width] = windowOutput(part, [height, width], {
    kernel,
    stride: step,
    padding: [2 * border[0], 2 * border[1]],
    dilation: spread,
    up: ceil_mode,
  });
  const empty =
    hasEmptyWindow(height, out_height, kernel[0], step[0], border[0], spread[0]) ||
    hasEmptyWindow(width, out_width, kernel[1], step[1], border[1], spread[1]);
  if (empty) {
    const rule = `every window must hold a pixel of the input of ${height}×${width}, got one that holds only padding`;
    throw new InputError(`layers/${part}`, rule, ["kernel_size"], "use a smaller dilation, stride or padding");
  }
  const sizes = { height, width, channels, out_height, out_width, kernel_height: kernel[0], kernel_width: kernel[1] };
  return {
    geometry: { ...sizes, stride_y: step[0], stride_x: step[1], pad_top: border[0], pad_left: border[1] },
    output: [out_height, out_width, channels],
    flops: out_height * out_width * channels * kernel[0] * kernel[1],
  };
}

/** Whether some window along an axis lies between the pixels, or past them. */
function hasEmptyWindow(size: number, out: number, kernel: number, stride: number, pad: number, dilation: number) {
  for (let i = 0; i < out; i++) {
    const start = i * stride - pad;
    const first = start >= 0 ? start : start + Math.ceil(-start / dilation) * dilation;
    if (first >= size || first > start + (kernel - 1) * dilation) return true;
  }
  return false;
}
