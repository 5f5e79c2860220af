import type { Numerics } from "@assay/kernels";

export interface GradcheckOptions {
  readonly threads: number;
  readonly numerics: Numerics;
  /** Batches that are trained on first. Default: 0, near the initial weights. */
  readonly steps?: number;
  /** Aborted to stop. */
  readonly signal: AbortSignal;
}

/** The derivative of the objective along one direction of one parameter, by length of the way. */
export interface Derivative {
  /** "along the gradient", "random direction 2", "element [3, 0]". */
  readonly where: string;
  readonly numeric: number;
  readonly analytic: number;
  /** See compare.ts; infinite where the loss or the gradient is not finite. */
  readonly error: number;
}

export interface CheckedParameter {
  /** As in a state dict: "0.weight". */
  readonly name: string;
  readonly shape: readonly number[];
  /** Of the analytic gradient. */
  readonly norm: number;
  /** Directions over all elements, and elements alone, that were compared. */
  readonly directions: number;
  readonly elements: number;
  /** The comparison with the largest error. */
  readonly worst: Derivative;
  readonly ok: boolean;
}

export interface GradientCheck {
  readonly ok: boolean;
  /** The largest error that passes. */
  readonly tolerance: number;
  readonly parameters: readonly CheckedParameter[];
  readonly batch_size: number;
  /** Batches that were trained on before. */
  readonly steps: number;
  /** What the gradients are of: the mean of the batch's losses, or their sum. */
  readonly reduction: "mean" | "sum";
  readonly objective: number;
  /** Standard deviation of the objective's rounding errors. */
  readonly noise: number;
  readonly threads: number;
  readonly numerics: Numerics;
}
