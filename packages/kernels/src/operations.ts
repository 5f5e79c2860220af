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

/**
 * What layers emit beyond single kernels: operations whose kernels are chosen by the lowering. Weights of `linear` are
 * [in, out], those of `conv2d` [kernel row, kernel column, in / groups, out].
 */
export interface CompositeOperations {
  /** y = x W + b */
  linear: { x: Tensor; weight: Tensor; bias?: Tensor | undefined; y: Tensor };
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

/** One emitted operation. */
export type Operation = {
  [K in OperationKind]: { readonly kind: K; readonly fields: OperationFields<K> };
}[OperationKind];
