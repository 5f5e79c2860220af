import type { ArgumentsOf, Call } from "./call.ts";
import { depthwise, depthwiseBackward } from "./depthwise.ts";
import { backwardByGroup, forwardByGroup } from "./groups.ts";
import { rowOf } from "./kernels/conv2d_sparse.ts";
import type { CompositeOperations, Operation } from "./operations.ts";
import type { KernelName } from "./registry.ts";
import { createTensor, sizeOf, type Tensor } from "./tensor.ts";

/** What a lowering rule works with. */
export interface Lowering {
  readonly batch: number;
  /** Samples a group: per-group sums are added up in the order of the groups. A function of the batch size alone. */
  readonly group: number;
  call<K extends KernelName>(kernel: K, args: ArgumentsOf<K>): void;
}

type ConvolutionFields = CompositeOperations["conv2d"] | CompositeOperations["conv2d_backward"];

/** At most 16 groups of samples: enough to keep a team busy, few enough for their partial sums to stay small. */
export const groupOf = (batch: number): number => Math.ceil(batch / 16);

/**
 * From what is computed to the kernels that compute it. Everything that chooses an algorithm stands in this table;
 * an operation without a rule is a kernel of the same name.
 */
const rules: { [K in keyof CompositeOperations]: (fields: CompositeOperations[K], lowering: Lowering) => void } = {
  linear({ x, weight, bias, y }, { batch, call }) {
    const [k, n] = weight.shape as [number, number];
    const packed = createTensor("linear weight, packed", [Math.ceil(n / 8), k, 8]);
    call("pack", { x: weight, y: packed, k, n, k_stride: n, n_stride: 1 });
    gemm(call, { a: x, b: packed, bias, c: y, m: batch, n, k, a_row: k, a_step: 1, c_row: n, c_column: 1 });
  },

  linear_backward({ x, dy, weight, dweight, dbias, dx }, { batch, call }) {
    const [k, n] = weight.shape as [number, number];
    // dW [k, n] = xᵀ dy: the rows of xᵀ are columns of x, so x is read with swapped strides and dy is packed.
    const rows = createTensor("output gradient, packed", [Math.ceil(n / 8), batch, 8]);
    call("pack", { x: dy, y: rows, k: batch, n, k_stride: n, n_stride: 1 });
    gemm(call, { a: x, b: rows, c: dweight, m: k, n, k: batch, a_row: 1, a_step: k, c_row: n, c_column: 1 });
    if (dbias) call("sum_rows", { x: dy, y: dbias, rows: batch, columns: n });
    if (!dx) return;
    // dxᵀ [k, batch] = W dyᵀ: W is used as it lies, the small dy is packed, and C is written transposed.
    const columns = createTensor("output gradient, transposed", [Math.ceil(batch / 8), n, 8]);
    call("pack", { x: dy, y: columns, k: n, n: batch, k_stride: 1, n_stride: n });
    gemm(call, { a: weight, b: columns, c: dx, m: k, n: batch, k: n, a_row: n, a_step: 1, c_row: 1, c_column: k });
  },

  conv2d(fields, lowering) {
    const { x, weight, bias, y } = fields;
    const { groups = 1, weight_row = weight.shape[3] as number, stride, pad_top, pad_left, dilation = 1 } = fields;
    if (groups > 1) {
      if (oneInputEach(weight)) depthwise(fields, lowering);
      else for (const part of forwardByGroup(fields)) rules.conv2d(part, lowering);
      return;
    }
    const { call } = lowering;
    const geometry = { stride, pad_top, pad_left, dilation, ...pixelsApart(x, y) };
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
  },

  conv2d_backward(fields, lowering) {
    const { x, dy, weight, dweight, dbias, dx } = fields;
    const { groups = 1, weight_row = weight.shape[3] as number, stride, pad_top, pad_left, dilation = 1 } = fields;
    if (groups > 1) {
      if (oneInputEach(weight)) depthwiseBackward(fields, lowering);
      else for (const part of backwardByGroup(fields)) rules.conv2d_backward(part, lowering);
      return;
    }
    const { batch, group, call } = lowering;
    const geometry = { stride, pad_top, pad_left, dilation, ...pixelsApart(x, dy) };
    const [kernel_height, kernel_width, channels, out_channels] = weight.shape as [number, number, number, number];
    const depth = kernel_height * kernel_width * channels;
    const depth6 = Math.ceil(depth / 6) * 6;
    const panels = Math.ceil(out_channels / 8);
    const sizes = { ...imageSizes(x, dy), channels, out_channels, kernel_height, kernel_width };
    const fast = winogradPays(fields);
    const size = fast ? winogradGroup(sizes, batch) : group;
    const sums = Math.ceil(batch / size);
    const partial = createTensor("weight gradient by group", [sums, panels, depth6, 8], "f32", true);
    const bias_partial = dbias && createTensor("bias gradient by group", [sums, panels, 1, 8], "f32", true);
    if (fast) {
      const extents = { ...imageSizes(x, dy), channels, out_channels, pad_top, pad_left };
      const block = tilesAtATime(channels + 8 * panels);
      call("conv2d_winograd_weight", { x, dy, partial, bias_partial, ...extents, batch, group: size, block });
    } else {
      call("conv2d_backward_weight", { x, dy, partial, bias_partial, ...sizes, ...geometry, group });
    }
    const columns = { groups: sums, columns: out_channels, y_row: weight_row };
    call("sum_groups", { x: partial, y: dweight, ...columns, rows: depth, row_stride: depth6 });
    if (dbias && bias_partial) {
      call("sum_groups", { x: bias_partial, y: dbias, ...columns, rows: 1, row_stride: 1 });
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
    call("pack_flipped", { x: weight, y: w, kernel_height, kernel_width, channels, out_channels, row: weight_row });
    // With a stride, dy would have to be spread apart by it first, and most products would be with the zeros in between.
    if (stride > 1) {
      call("conv2d_backward_input", { dy, w, dx, ...sizes, ...geometry });
      return;
    }
    // dx = dy convolved with the weights turned by 180°.
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
      stride: 1,
      pad_top: (kernel_height - 1) * dilation - pad_top,
      pad_left: (kernel_width - 1) * dilation - pad_left,
      dilation,
      x_pixel: geometry.y_pixel,
      y_pixel: geometry.x_pixel,
    });
  },

  conv2d_backward_pooled({ x, dy, argmax, y, weight, dweight, dbias, dx, ...numbers }, { batch, group, call }) {
    const [kernel_height, kernel_width, channels, out_channels] = weight.shape as [number, number, number, number];
    const [, height, width] = x.shape as [number, number, number];
    const [, windows_high, windows_wide] = dy.shape as [number, number, number];
    const row = kernel_width * channels;
    const packing = { kernel_height, row, out_channels };
    const groups = Math.ceil(batch / group);
    const w = dx && createTensor("convolution weight, by output", [out_channels, kernel_height, rowOf(row)]);
    if (w) call("pack_by_output", { x: weight, y: w, ...packing });
    const partial = createTensor(
      "weight gradient by group",
      [groups, out_channels, kernel_height, rowOf(row)],
      "f32",
      true,
    );
    const bias_partial =
      dbias && createTensor("bias gradient by group", [groups, Math.ceil(out_channels / 8), 1, 8], "f32", true);
    const extents = { height, width, channels, out_channels, kernel_height, kernel_width, windows_high, windows_wide };
    const tensors = { x, dy, argmax, y, w, dx, partial, bias_partial };
    call("conv2d_backward_sparse", { ...tensors, ...extents, ...numbers, group });
    call("sum_groups_by_output", { x: partial, y: dweight, groups, ...packing });
    if (dbias && bias_partial) {
      const columns = { groups, columns: out_channels, y_row: out_channels };
      call("sum_groups", { x: bias_partial, y: dbias, ...columns, rows: 1, row_stride: 1 });
    }
  },

  max_pool2d({ relu = false, ...fields }, { call }) {
    call("max_pool2d", { ...fields, relu: relu ? 1 : 0 });
  },

  max_pool2d_backward({ scale = 1, ...fields }, { call }) {
    call("max_pool2d_backward", { ...fields, scale });
  },

  relu_backward({ scale = 1, ...fields }, { call }) {
    call("relu_backward", { ...fields, scale });
  },

  batch_norm_apply({ relu = false, ...fields }, { call }) {
    call("batch_norm_apply", { ...fields, relu: relu ? 1 : 0 });
  },

  adam(fields, { call }) {
    call("adam", { ...fields, rest1: 1 - fields.beta1, rest2: 1 - fields.beta2 });
  },

  dropout({ p, ...tensors }, { batch, call }) {
    const size = sizeOf(tensors.x.shape) / batch;
    // An element is dropped when its 32-bit draw is below p · 2³²; the pattern travels as a signed word.
    call("dropout", { ...tensors, size, threshold: Math.floor(p * 4294967296) | 0, scale: 1 / (1 - p) });
  },
};

/** Depthwise: a matrix product a group would be one column deep, so sums run over eight channels side by side instead. */
const oneInputEach = (weight: Tensor): boolean => weight.shape[2] === 1;

/** Rows of C in one unit of work, at most: 48 rows of A, 512 deep, are 96 KB. */
const MOST_ROWS = 48;

/** A matrix product whose rows are cut into even blocks of whole micro-tiles of six rows. */
function gemm(call: Lowering["call"], args: Omit<ArgumentsOf<"gemm">, "block">): void {
  const blocks = Math.ceil(args.m / MOST_ROWS);
  call("gemm", { ...args, block: 6 * Math.ceil(args.m / blocks / 6) });
}

/**
 * Winograd's F(4×4, 3×3) for 3×3 kernels of stride 1 with whole vectors of channels: a quarter of the products. Below 8
 * channels its transforms cost more than that saves.
 */
function winogradPays({ weight, stride, dilation = 1, weight_row }: ConvolutionFields): boolean {
  const [height, width, channels, out] = weight.shape;
  const least = Math.min(channels as number, out as number);
  return (
    height === 3 &&
    width === 3 &&
    stride === 1 &&
    dilation === 1 &&
    weight_row === undefined && // a group's channels have others in between
    least >= 8 &&
    (channels as number) % 4 === 0 &&
    (out as number) % 4 === 0
  );
}

/** Bytes of transformed tiles that a thread works on at a time: they should stay in the second-level cache. */
const TILE_BYTES = 256 * 1024;

/** How many tiles a thread transforms at a time, `floats` numbers a place: whole micro-tiles of six. */
const tilesAtATime = (floats: number): number => 6 * Math.max(1, Math.floor(TILE_BYTES / (36 * 4 * floats) / 6));

/** Samples a group for Winograd's weight gradient: at most 16 groups, and fewer where a group would have few tiles to sum. */
function winogradGroup({ out_height, out_width }: { out_height: number; out_width: number }, batch: number): number {
  const tiles = Math.ceil(out_height / 4) * Math.ceil(out_width / 4);
  return Math.min(batch, Math.max(groupOf(batch), Math.ceil(LEAST_TILES / tiles)));
}

/** Sums over fewer tiles than this take longer to write out than to compute. */
const LEAST_TILES = 32;

/** The convolution, or with `turned` its gradient: the weights turned by 180°, input and output channels swapped. */
function winograd(
  call: Lowering["call"],
  {
    x,
    weight,
    bias,
    y,
    turned = false,
    ...padding
  }: {
    x: Tensor;
    weight: Tensor;
    bias?: Tensor | undefined;
    y: Tensor;
    pad_top: number;
    pad_left: number;
    turned?: boolean;
  },
): void {
  const [, , rows, columns] = weight.shape as [number, number, number, number];
  const [channels, out_channels] = turned ? [columns, rows] : [rows, columns];
  const [in_stride, out_stride] = turned ? [1, columns] : [columns, 1];
  const panels = Math.ceil(out_channels / 8);
  const w = createTensor("convolution weight, transformed", [36, panels, channels, 8]);
  const strides = { tap_stride: rows * columns, in_stride, out_stride, flipped: turned ? 1 : 0 };
  call("winograd_weight", { x: weight, y: w, channels, out_channels, ...strides });
  const block = tilesAtATime(channels + 8 * panels);
  call("conv2d_winograd", { x, w, bias, y, ...imageSizes(x, y), channels, out_channels, ...padding, block });
}

function imageSizes(x: Tensor, y: Tensor): { height: number; width: number; out_height: number; out_width: number } {
  const [, height, width] = x.shape as [number, number, number];
  const [, out_height, out_width] = y.shape as [number, number, number];
  return { height, width, out_height, out_width };
}

/** Floats from one pixel to the next: more than a group's channels where the tensors hold several groups. */
function pixelsApart(x: Tensor, y: Tensor): { x_pixel: number; y_pixel: number } {
  return { x_pixel: x.shape[3] as number, y_pixel: y.shape[3] as number };
}

/** The kernel calls of a list of operations, in order. */
export function lower(operations: readonly Operation[], batch: number): Call[] {
  const calls: Call[] = [];
  const lowering: Lowering = {
    batch,
    group: groupOf(batch),
    call: (kernel, args) => calls.push({ kernel, args: args as Call["args"] }),
  };
  for (const { kind, fields } of operations) {
    if (kind in rules)
      (rules[kind as keyof CompositeOperations] as (f: unknown, l: Lowering) => void)(fields, lowering);
    else calls.push({ kernel: kind as KernelName, args: fields as Call["args"] });
  }
  return calls;
}
