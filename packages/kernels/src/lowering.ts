import type { ArgumentsOf, Call } from "./call.ts";
import { depthwise, depthwiseBackward } from "./depthwise.ts";
import { groupsOf } from "./groups.ts";
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
    call("gemm", { a: x, b: packed, bias, c: y, m: batch, n, k, a_row: k, a_step: 1, c_row: n, c_column: 1 });
  },

  linear_backward({ x, dy, weight, dweight, dbias, dx }, { batch, call }) {
    const [k, n] = weight.shape as [number, number];
    // dW [k, n] = xᵀ dy: the rows of xᵀ are columns of x, so x is read with swapped strides and dy is packed.
    const rows = createTensor("output gradient, packed", [Math.ceil(n / 8), batch, 8]);
    call("pack", { x: dy, y: rows, k: batch, n, k_stride: n, n_stride: 1 });
    call("gemm", { a: x, b: rows, c: dweight, m: k, n, k: batch, a_row: 1, a_step: k, c_row: n, c_column: 1 });
    if (dbias) call("sum_rows", { x: dy, y: dbias, rows: batch, columns: n });
    if (!dx) return;
    // dxᵀ [k, batch] = W dyᵀ: W is used as it lies, the small dy is packed, and C is written transposed.
    const columns = createTensor("output gradient, transposed", [Math.ceil(batch / 8), n, 8]);
    call("pack", { x: dy, y: columns, k: n, n: batch, k_stride: 1, n_stride: n });
    call("gemm", { a: weight, b: columns, c: dx, m: k, n: batch, k: n, a_row: n, a_step: 1, c_row: 1, c_column: k });
  },

  conv2d({ x, weight, bias, y, groups = 1, weight_row = weight.shape[3] as number, ...options }, lowering) {
    // One input channel a group: a matrix product would be one column wide, so sums run over eight channels side by side.
    if (groups > 1 && weight.shape[2] === 1) {
      depthwise({ x, weight, bias, y, ...options }, lowering);
      return;
    }
    if (groups > 1) {
      for (const of of groupsOf(weight, groups)) {
        const part = { x: of.input(x), weight: of.weight(weight), bias: bias && of.bias(bias), y: of.output(y) };
        rules.conv2d({ ...part, weight_row, ...options }, lowering);
      }
      return;
    }
    const { call } = lowering;
    const geometry = { ...options, dilation: options.dilation ?? 1 };
    const [kernel_height, kernel_width, channels, out_channels] = weight.shape as [number, number, number, number];
    const depth = kernel_height * kernel_width * channels;
    const w = createTensor("convolution weight, packed", [Math.ceil(out_channels / 8), depth, 8]);
    call("pack", { x: weight, y: w, k: depth, n: out_channels, k_stride: weight_row, n_stride: 1 });
    const sizes = { ...imageSizes(x, y), channels, out_channels, kernel_height, kernel_width };
    call("conv2d", { x, w, bias, y, ...sizes, ...geometry });
  },

  conv2d_backward(fields, lowering) {
    const {
      x,
      dy,
      weight,
      dweight,
      dbias,
      dx,
      groups = 1,
      weight_row = weight.shape[3] as number,
      ...options
    } = fields;
    if (groups > 1 && weight.shape[2] === 1) {
      depthwiseBackward({ x, dy, weight, dweight, dbias, dx, ...options }, lowering);
      return;
    }
    if (groups > 1) {
      for (const of of groupsOf(weight, groups)) {
        const gradients = { dweight: of.weight(dweight), dbias: dbias && of.bias(dbias), dx: dx && of.input(dx) };
        const part = { x: of.input(x), dy: of.output(dy), weight: of.weight(weight), ...gradients };
        rules.conv2d_backward({ ...part, weight_row, ...options }, lowering);
      }
      return;
    }
    const { batch, group, call } = lowering;
    const geometry = { ...options, dilation: options.dilation ?? 1 };
    const [kernel_height, kernel_width, channels, out_channels] = weight.shape as [number, number, number, number];
    const depth = kernel_height * kernel_width * channels;
    const depth6 = Math.ceil(depth / 6) * 6;
    const panels = Math.ceil(out_channels / 8);
    const sums = Math.ceil(batch / group);
    const sizes = { ...imageSizes(x, dy), channels, out_channels, kernel_height, kernel_width };
    const partial = createTensor("weight gradient by group", [sums, panels, depth6, 8], "f32", true);
    const bias_partial = dbias && createTensor("bias gradient by group", [sums, panels, 1, 8], "f32", true);
    call("conv2d_backward_weight", { x, dy, partial, bias_partial, ...sizes, ...geometry, group });
    const columns = { groups: sums, columns: out_channels, y_row: weight_row };
    call("sum_groups", { x: partial, y: dweight, ...columns, rows: depth, row_stride: depth6 });
    if (dbias && bias_partial) {
      call("sum_groups", { x: bias_partial, y: dbias, ...columns, rows: 1, row_stride: 1 });
    }
    if (!dx) return;
    const w = createTensor("convolution weight, turned", [
      Math.ceil(channels / 8),
      kernel_height * kernel_width * out_channels,
      8,
    ]);
    call("pack_flipped", { x: weight, y: w, kernel_height, kernel_width, channels, out_channels, row: weight_row });
    // With a stride, dy would have to be spread apart by it first, and most products would be with the zeros in between.
    if (geometry.stride > 1) {
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
      pad_top: (kernel_height - 1) * geometry.dilation - geometry.pad_top,
      pad_left: (kernel_width - 1) * geometry.dilation - geometry.pad_left,
      dilation: geometry.dilation,
      x_pixel: sizes.y_pixel,
      y_pixel: sizes.x_pixel,
    });
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

function imageSizes(x: Tensor, y: Tensor) {
  const [, height, width, x_pixel] = x.shape as [number, number, number, number];
  const [, out_height, out_width, y_pixel] = y.shape as [number, number, number, number];
  return { height, width, out_height, out_width, x_pixel, y_pixel };
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
