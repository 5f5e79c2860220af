import type { CompositeOperations } from "../operations.ts";
import { createTensor, type Tensor, view } from "../tensor.ts";
import type { Lowering } from "./contract.ts";
import { stepsOf } from "./image.ts";

/** The kernels of a convolution with one input channel a group, weight [kernel row, kernel column, 1, out]. */
export function depthwise(fields: CompositeOperations["conv2d"], { call }: Lowering): void {
  const { x, weight, bias, y } = fields;
  const sizes = sizesOf(x, y, weight, fields);
  const { taps, out_channels } = { ...sizes, taps: sizes.kernel_height * sizes.kernel_width };
  const w = createTensor("depthwise weight, packed", [Math.ceil(out_channels / 8), taps, 8]);
  call("pack", { x: weight, y: w, k: taps, n: out_channels, k_stride: out_channels, n_stride: 1 });
  call("depthwise_conv2d", { x, w, bias, y, ...sizes });
}

/** Its gradients: the weight's in partial sums by sample chunk, the input's with the weight packed by input channel. */
export function depthwiseBackward(fields: CompositeOperations["conv2d_backward"], lowering: Lowering): void {
  const { x, dy, weight, dweight, dbias, dx } = fields;
  const { batch, chunk, call } = lowering;
  const sizes = sizesOf(x, dy, weight, fields);
  const { channels, out_channels } = sizes;
  const taps = sizes.kernel_height * sizes.kernel_width;
  const chunks = Math.ceil(batch / chunk);
  const partial = createTensor(
    "weight gradient by chunk",
    [chunks, Math.ceil(out_channels / 8), taps + 1, 8],
    "f32",
    true,
  );
  call("depthwise_conv2d_backward_weight", { x, dy, partial, ...sizes, chunk, with_bias: dbias ? 1 : 0 });
  const columns = { chunks, row_stride: taps + 1, columns: out_channels, y_row: out_channels };
  call("sum_chunks", { x: partial, y: dweight, ...columns, rows: taps });
  if (dbias) call("sum_chunks", { x: view(partial, [1], taps * 8), y: dbias, ...columns, rows: 1 });
  if (!dx) return;
  const multiplier = out_channels / channels;
  const panels = Math.ceil(channels / 8);
  const w = createTensor("depthwise weight by input", [multiplier, panels, taps, 8]);
  for (let j = 0; j < multiplier; j++) {
    const part = { x: view(weight, [1], j), y: view(w, [panels, taps, 8], j * panels * taps * 8) };
    call("pack", { ...part, k: taps, n: channels, k_stride: out_channels, n_stride: multiplier });
  }
  call("depthwise_conv2d_backward_input", { dy, w, dx, ...sizes });
}

function sizesOf(x: Tensor, y: Tensor, weight: Tensor, fields: CompositeOperations["conv2d" | "conv2d_backward"]) {
  const [, height, width, channels] = x.shape as [number, number, number, number];
  const [, out_height, out_width, out_channels] = y.shape as [number, number, number, number];
  const [kernel_height, kernel_width] = weight.shape as [number, number];
  const image = { height, width, channels, out_height, out_width, out_channels, kernel_height, kernel_width };
  return { ...image, ...stepsOf(fields), pad_top: fields.pad_top, pad_left: fields.pad_left };
}
