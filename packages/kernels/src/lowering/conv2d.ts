import { rowOf } from "../kernels/conv2d_sparse.ts";
import type { CompositeOperations } from "../operations.ts";
import { createTensor, type Tensor } from "../tensor.ts";
import type { Rule } from "./contract.ts";
import { depthwise, depthwiseBackward } from "./depthwise.ts";
import { backwardByGroup, forwardByGroup } from "./groups.ts";
import { imageSizes, pixelsApart, stepsOf } from "./image.ts";
import { tilesAtATime, winograd, winogradChunk, winogradPays } from "./winograd.ts";

/** Depthwise, by group, Winograd, or an implicit matrix product over a table of offsets: whichever is the first to fit. */
export const conv2d: Rule<"conv2d"> = (fields, lowering) => {
  const { x, weight, bias, y } = fields;
  const { groups = 1, weight_row = weight.shape[3] as number, pad_top, pad_left } = fields;
  if (groups > 1) {
    if (oneInputEach(weight)) depthwise(fields, lowering);
    else for (const part of forwardByGroup(fields)) conv2d(part, lowering);
    return;
  }
  const { call } = lowering;
  const geometry = { ...stepsOf(fields), pad_top, pad_left, ...pixelsApart(x, y) };
  const [kernel_height, kernel_width, channels, out_channels] = weight.shape as [number, number, number, number];
  if (winogradPays(fields)) {
    winograd(call, { x, weight, bias, y, pad_top, pad_left });
    return;
  }
  const depth = kernel_height * kernel_width * channels;
  const w = createTensor("convolution weight, packed", [Math.ceil(out_channels / 8), depth, 8]);
  call("pack", { x: weight, y: w, k: depth, n: out_channels, k_stride: weight_row, n_stride: 1 });
  const sizes = { ...imageSizes(x, y), channels, out_channels, kernel_height, kernel_width };
  call("conv2d", { x, w, bias, y, ...sizes, ...geometry });
};

/** Whether the weight's gradient goes sample by sample, as it does not with Winograd, whose units are chunks of samples. */
export const hasGradientBySample = (fields: CompositeOperations["conv2d_backward"]): boolean =>
  (fields.groups ?? 1) > 1 || !winogradPays(fields);

/** The same choice for the gradients; dW in partial sums by chunks of samples, added up in order. */
export const conv2d_backward: Rule<"conv2d_backward"> = (fields, lowering) => {
  const { x, dy, weight, dweight, dbias, dx } = fields;
  const { groups = 1, weight_row = weight.shape[3] as number, pad_top, pad_left } = fields;
  if (groups > 1) {
    if (oneInputEach(weight)) depthwiseBackward(fields, lowering);
    else for (const part of backwardByGroup(fields)) conv2d_backward(part, lowering);
    return;
  }
  const { batch, chunk, call } = lowering;
  const geometry = { ...stepsOf(fields), pad_top, pad_left, ...pixelsApart(x, dy) };
  const [kernel_height, kernel_width, channels, out_channels] = weight.shape as [number, number, number, number];
  const depth = kernel_height * kernel_width * channels;
  const depth6 = Math.ceil(depth / 6) * 6;
  const panels = Math.ceil(out_channels / 8);
  const sizes = { ...imageSizes(x, dy), channels, out_channels, kernel_height, kernel_width };
  const fast = winogradPays(fields);
  const size = fast ? winogradChunk(sizes, batch) : chunk;
  const sums = Math.ceil(batch / size);
  const partial = createTensor("weight gradient by chunk", [sums, panels, depth6, 8], "f32", true);
  const bias_partial = dbias && createTensor("bias gradient by chunk", [sums, panels, 1, 8], "f32", true);
  if (fast) {
    const extents = { ...imageSizes(x, dy), channels, out_channels, pad_top, pad_left };
    const block = tilesAtATime(channels + 8 * panels);
    call("conv2d_winograd_weight", { x, dy, partial, bias_partial, ...extents, batch, chunk: size, block });
  } else {
    call("conv2d_backward_weight", { x, dy, partial, bias_partial, ...sizes, ...geometry, chunk });
  }
  const columns = { chunks: sums, columns: out_channels, y_row: weight_row };
  call("sum_chunks", { x: partial, y: dweight, ...columns, rows: depth, row_stride: depth6 });
  if (dbias && bias_partial) {
    call("sum_chunks", { x: bias_partial, y: dbias, ...columns, rows: 1, row_stride: 1 });
  }
  if (!dx) return;
  if (fast) {
    winograd(call, { x: dy, weight, y: dx, pad_top: 2 - pad_top, pad_left: 2 - pad_left, turned: true });
    return;
  }
  const w = createTensor("convolution weight, turned", [
    Math.ceil(channels / 8),
    kernel_height * kernel_width * out_channels,
    8,
  ]);
  const packing = { x: weight, y: w, kernel_height, kernel_width, channels, out_channels, row: weight_row };
  // With a stride, dy would have to be spread apart by it first, and most products would be with the zeros in between.
  if (geometry.stride_y > 1 || geometry.stride_x > 1) {
    call("pack_by_class", { ...packing, ...stepsOf(fields), pad_top, pad_left });
    call("conv2d_backward_input", { dy, w, dx, ...sizes, ...geometry });
    return;
  }
  // dx = dy convolved with the weights turned by 180°.
  call("pack_flipped", packing);
  call("conv2d", {
    x: dy,
    w,
    y: dx,
    height: sizes.out_height,
    width: sizes.out_width,
    channels: out_channels,
    out_height: sizes.height,
    out_width: sizes.width,
    out_channels: channels,
    kernel_height,
    kernel_width,
    stride_y: 1,
    stride_x: 1,
    pad_top: (kernel_height - 1) * geometry.dilation_y - pad_top,
    pad_left: (kernel_width - 1) * geometry.dilation_x - pad_left,
    dilation_y: geometry.dilation_y,
    dilation_x: geometry.dilation_x,
    x_pixel: geometry.y_pixel,
    y_pixel: geometry.x_pixel,
  });
};

/** Lists of what a max-pool lets through instead of dense products. */
export const conv2d_backward_pooled: Rule<"conv2d_backward_pooled"> = (
  { x, dy, argmax, y, weight, dweight, dbias, dx, ...numbers },
  { batch, chunk, call },
) => {
  const [kernel_height, kernel_width, channels, out_channels] = weight.shape as [number, number, number, number];
  const [, height, width] = x.shape as [number, number, number];
  const row = kernel_width * channels;
  const packing = { kernel_height, row, out_channels };
  const chunks = Math.ceil(batch / chunk);
  const w = dx && createTensor("convolution weight, by output", [out_channels, kernel_height, rowOf(row)]);
  if (w) call("pack_by_output", { x: weight, y: w, ...packing });
  const partial = createTensor(
    "weight gradient by chunk",
    [chunks, out_channels, kernel_height, rowOf(row)],
    "f32",
    true,
  );
  const bias_partial =
    dbias && createTensor("bias gradient by chunk", [chunks, Math.ceil(out_channels / 8), 1, 8], "f32", true);
  const extents = { height, width, channels, out_channels, kernel_height, kernel_width };
  const tensors = { x, dy, argmax, y, w, dx, partial, bias_partial };
  call("conv2d_backward_sparse", { ...tensors, ...extents, ...numbers, chunk });
  call("sum_chunks_by_output", { x: partial, y: dweight, chunks, ...packing });
  if (dbias && bias_partial) {
    const columns = { chunks, columns: out_channels, y_row: out_channels };
    call("sum_chunks", { x: bias_partial, y: dbias, ...columns, rows: 1, row_stride: 1 });
  }
};

/** Depthwise: a matrix product a group would be one column deep, so sums run over eight channels side by side instead. */
const oneInputEach = (weight: Tensor): boolean => weight.shape[2] === 1;
