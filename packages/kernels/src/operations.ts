import type { ArgumentsOf } from "./call.ts";
import type { KernelName } from "./registry.ts";
import type { Tensor } from "./tensor.ts";

/** Placement of a convolution over its input; the output's size follows from the shape of `y` (or `dy`). */
interface Conv2dGeometry {
  readonly stride: number;
  readonly pad_top: number;
  readonly pad_left: number;
  /** Pixels from one tap of the kernel to the next. Default: 1. */
  readonly dilation?: number;
  /**
   * Group i of the output's channels reads group i of the input's, and the weight is [kernel row, kernel column, in / groups,
   * out]. Default: 1.
   */
  readonly groups?: number;
  /** Floats from one input channel of the weight to the next, where it is a part of a wider one. Default: its last extent. */
  readonly weight_row?: number;
}

/** Bytes as the data set holds them, normalized on the way: u · scale + shift with affine [scale, shift]. */
interface ByteInput {
  readonly values: Tensor;
  readonly order: Tensor;
  readonly cursor: Tensor;
  readonly affine: Tensor;
  readonly size: number;
}

/**
 * What layers emit beyond single kernels: operations whose kernels are chosen by the lowering. Weights of `linear` are
 * [in, out], those of `conv2d` [kernel row, kernel column, in / groups, out].
 */
export interface CompositeOperations {
  /** y = x W + b */
  linear: { x: Tensor; weight: Tensor; bias?: Tensor | undefined; y: Tensor };
  /** y = (u · scale + shift) W + b for the bytes u of values[order[cursor + s]], most of which are 0. */
  linear_sparse: ByteInput & { weight: Tensor; bias?: Tensor | undefined; y: Tensor };
  linear_sparse_backward: ByteInput & { dy: Tensor; dweight: Tensor; dbias?: Tensor | undefined };
  /** The kernel; `zeros`: at least this share of the values is 0. */
  gather_u8: ArgumentsOf<"gather_u8"> & { zeros?: number };
  /** dW = xᵀ dy, db = Σ dy, dx = dy Wᵀ */
  linear_backward: {
    x: Tensor;
    dy: Tensor;
    weight: Tensor;
    dweight: Tensor;
    dbias?: Tensor | undefined;
    dx?: Tensor | undefined;
  };
  /** y = x ∗ W + b, as cross-correlation */
  conv2d: { x: Tensor; weight: Tensor; bias?: Tensor | undefined; y: Tensor } & Conv2dGeometry;
  conv2d_backward: {
    x: Tensor;
    dy: Tensor;
    weight: Tensor;
    dweight: Tensor;
    dbias?: Tensor | undefined;
    dx?: Tensor | undefined;
  } & Conv2dGeometry;
  /** The same where `dy` is the gradient behind a max-pool of the output: see the kernel conv2d_backward_sparse. */
  conv2d_backward_pooled: Omit<CompositeOperations["conv2d_backward"], "dy" | "dilation" | "groups" | "weight_row"> & {
    dy: Tensor;
    argmax: Tensor;
    y?: Tensor | undefined;
    scale: number;
    /** [height, width] of the convolution's output. */
    out_height: number;
    out_width: number;
    windows_high: number;
    windows_wide: number;
    window_height: number;
    window_width: number;
    window_stride: number;
  };
  /** y = max of each window, or with `relu` max(0, …); argmax where training needs it. */
  max_pool2d: Omit<ArgumentsOf<"max_pool2d">, "relu"> & { relu?: boolean };
  /** dx[argmax] += scale · dy, with `y` only where y > 0: the gradient of relu, pooling and dropout in one. */
  max_pool2d_backward: Omit<ArgumentsOf<"max_pool2d_backward">, "scale"> & { scale?: number };
  /** dx = scale · dy where y > 0, else 0; a is dy, b is y, y is dx. */
  relu_backward: Omit<ArgumentsOf<"relu_backward">, "scale"> & { scale?: number };
  /** y = x · scale + shift, or with `relu` max(0, …). */
  batch_norm_apply: Omit<ArgumentsOf<"batch_norm_apply">, "relu"> & { relu?: boolean };
  /** The kernel without its derived numbers. */
  adam: Omit<ArgumentsOf<"adam">, "rest1" | "rest2">;
  /** `p` in [0, 1) instead of threshold and scale. */
  dropout: { x: Tensor; y: Tensor; key: Tensor; step: Tensor; p: number };
}

export type OperationKind = keyof CompositeOperations | KernelName;

export type OperationFields<K extends OperationKind> = K extends keyof CompositeOperations
  ? CompositeOperations[K]
  : K extends KernelName
    ? ArgumentsOf<K>
    : never;

/** The fields that each composite operation writes; the other tensors are read, `update` ones both. */
export const COMPOSITE_WRITES = {
  linear: ["y"],
  linear_backward: ["dweight", "dbias", "dx"],
  linear_sparse: ["y"],
  linear_sparse_backward: ["dweight", "dbias"],
  gather_u8: ["x"],
  conv2d: ["y"],
  conv2d_backward: ["dweight", "dbias", "dx"],
  conv2d_backward_pooled: ["dweight", "dbias", "dx"],
  max_pool2d: ["y", "argmax"],
  max_pool2d_backward: ["dx"],
  relu_backward: ["y"],
  batch_norm_apply: ["y"],
  adam: ["value", "m", "v"],
  dropout: ["y"],
} as const satisfies { readonly [K in keyof CompositeOperations]: readonly (keyof CompositeOperations[K])[] };

/** One emitted operation. */
export type Operation = {
  [K in OperationKind]: { readonly kind: K; readonly fields: OperationFields<K> };
}[OperationKind];
