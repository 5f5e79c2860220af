import { type Arguments, type Fields, type Role, without } from "./kernel.ts";
import { type KernelName, kernels } from "./registry.ts";

/**
 * A convolution over its input; the output's size follows from the shape of `y` (or `dy`). Taps lie `dilation_y` and
 * `dilation_x` pixels apart (default 1). Of `groups` (default 1), group i of the output's channels reads group i of the input's. `weight_row` is the
 * number of floats from one input channel of the weight to the next, where it is a part of a wider one (default: its last
 * extent).
 */
const CONVOLUTION = {
  stride_y: "number",
  stride_x: "number",
  pad_top: "number",
  pad_left: "number",
  dilation_y: "number?",
  dilation_x: "number?",
  groups: "number?",
  weight_row: "number?",
} as const;

/** Bytes as the data set holds them, normalized on the way: u · scale + shift with affine [scale, shift]. */
const BYTE_INPUT = { values: "read", order: "read", cursor: "read", affine: "read", size: "number" } as const;

/** dW, db and, where it is wanted, dx, from x, dy and W. */
const GRADIENTS = {
  x: "read",
  dy: "read",
  weight: "read",
  dweight: "write",
  dbias: "write?",
  dx: "write?",
} as const;

/**
 * What layers emit beyond single kernels: operations whose kernels are chosen by the lowering, each with the role of every
 * field. Weights of `linear` are [in, out], those of `conv2d` [kernel row, kernel column, in / groups, out].
 */
export const composites = {
  /** y = x W + b */
  linear: { x: "read", weight: "read", bias: "read?", y: "write" },
  /** dW = xᵀ dy, db = Σ dy, dx = dy Wᵀ */
  linear_backward: GRADIENTS,
  /** y = (u · scale + shift) W + b for the bytes u of values[order[cursor + s]], most of which are 0. */
  linear_sparse: { ...BYTE_INPUT, weight: "read", bias: "read?", y: "write" },
  linear_sparse_backward: { ...BYTE_INPUT, dy: "read", dweight: "write", dbias: "write?" },
  /** C [m][n] = A [m][k] · B [k][n], no matter how A and B lie: floats from a row to the next, and within a row. */
  matmul: {
    a: "read",
    b: "read",
    c: "write",
    m: "number",
    n: "number",
    k: "number",
    a_row: "number",
    a_step: "number",
    b_row: "number",
    b_column: "number",
  },
  /** The kernel; `zeros`: at least this share of the values is 0. */
  gather_u8: { ...kernels.gather_u8.fields, zeros: "number?" },
  /** y = x ∗ W + b, as cross-correlation */
  conv2d: { x: "read", weight: "read", bias: "read?", y: "write", ...CONVOLUTION },
  conv2d_backward: { ...GRADIENTS, ...CONVOLUTION },
  /**
   * The same where `dy` is the gradient after a max-pool of the output, [out_height, out_width] pixels: see the kernel
   * conv2d_backward_sparse.
   */
  conv2d_backward_pooled: {
    ...GRADIENTS,
    stride_y: "number",
    stride_x: "number",
    pad_top: "number",
    pad_left: "number",
    argmax: "read",
    y: "read?",
    scale: "number",
    out_height: "number",
    out_width: "number",
    windows_high: "number",
    windows_wide: "number",
    window_height: "number",
    window_width: "number",
    window_stride_y: "number",
    window_stride_x: "number",
  },
  /** y = max of each window, or with `relu` max(0, …); argmax where training needs it. */
  max_pool2d: { ...kernels.max_pool2d.fields, relu: "boolean?" },
  /** dx[argmax] += scale · dy, with `y` only where y > 0: the gradient of relu, pooling and dropout in one. */
  max_pool2d_backward: { ...kernels.max_pool2d_backward.fields, scale: "number?" },
  /** dx = scale · dy where y > 0, else 0; a is dy, b is y, y is dx. */
  relu_backward: { ...kernels.relu_backward.fields, scale: "number?" },
  /** y = x · scale + shift, plus `addend`, or with `relu` max(0, …); `again`: only when it is read, what was computed before. */
  batch_norm_apply: { ...kernels.batch_norm_apply.fields, relu: "boolean?", again: "boolean?" },
  /** The kernel, where `dx` is wanted, and dW and db: the gradients of group_norm from dy, x, W and the moments. */
  group_norm_backward: { ...kernels.group_norm_backward.fields, dx: "write?", dweight: "write?", dbias: "write?" },
  /** Updates: the kernels without what follows from other fields, 1 − β. */
  adam: without(kernels.adam.fields, "rest1", "rest2"),
  nadam: without(kernels.nadam.fields, "rest1", "rest2"),
  radam: without(kernels.radam.fields, "rest1", "rest2"),
  lion: without(kernels.lion.fields, "rest1", "rest2"),
  adamax: without(kernels.adamax.fields, "rest1"),
  adadelta: without(kernels.adadelta.fields, "rest"),
  rmsprop: without(kernels.rmsprop.fields, "rest"),
  muon_direction: without(kernels.muon_direction.fields, "rest"),
  muon: without(kernels.muon.fields, "rest"),
  /** `p` in [0, 1] instead of threshold and scale. */
  dropout: { x: "read", y: "write", key: "read", step: "read", p: "number" },
  /** The same for the channels, the last axis. */
  dropout2d: { x: "read", y: "write", key: "read", step: "read", p: "number" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Role>>>>;

/** The fields of each composite operation. */
export type CompositeOperations = { readonly [K in keyof typeof composites]: Arguments<(typeof composites)[K]> };

export type OperationKind = keyof CompositeOperations | KernelName;

export type OperationFields<K extends OperationKind> = K extends keyof CompositeOperations
  ? CompositeOperations[K]
  : K extends KernelName
    ? Arguments<(typeof kernels)[K]["fields"]>
    : never;

/** One emitted operation. */
export type Operation = {
  [K in OperationKind]: { readonly kind: K; readonly fields: OperationFields<K> };
}[OperationKind];

/** The role of each field of an operation. */
export const rolesOf = (kind: OperationKind): Readonly<Record<string, Role>> =>
  kind in composites ? composites[kind as keyof CompositeOperations] : (kernels[kind as KernelName].fields as Fields);
