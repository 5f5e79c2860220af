import type { Tensor } from "@assay/kernels";

/** One split as the programs see it. */
export interface SplitTensors {
  readonly inputs: Tensor;
  readonly targets: Tensor;
  /** i32: the examples of the split, in the order in which they are visited. */
  readonly order: Tensor;
  /** How many of them are visited in a pass. */
  readonly count: number;
}

/** Running sums over an epoch or a split. */
export interface Totals {
  /** f64[3]: sum of the loss, examples, mean loss of the last batch; of a weighted loss [4], the sum of the weights. */
  readonly loss: Tensor;
  /** f64 of each metric's width. */
  readonly metrics: readonly Tensor[];
}

/** The tensors of an evaluation that keep their address, but for those of the model and of the examples. */
export interface EvaluationTensors {
  /** f32: scale and shift of the inputs, [2] for all, or [2, size]. */
  readonly affine: Tensor;
  /** i32[1]: where the batch begins in the order. */
  readonly cursor: Tensor;
  /** What the model gave for the evaluation batch at hand: [examples, outputs]. */
  readonly outputs: Tensor;
}

/** The same of a training. */
export interface TrainingTensors extends EvaluationTensors {
  /** Optimizer state by name, zero at the start. */
  readonly state: Readonly<Record<string, Tensor>>;
  /** f32: what the optimizer writes before each update. */
  readonly scalars: Tensor;
  /** The gradient of the update at hand, over the batches so far; absent where one batch makes an update. */
  readonly accumulated: Tensor | undefined;
  /** f32[2]: the factors of the sum so far and of the batch's gradient: see the kernel `accumulate`. */
  readonly accumulation: Tensor;
  /** The average of the parameters; absent where none is asked for. */
  readonly average: Tensor | undefined;
  /** f32[2]: see the kernel `ema`. */
  readonly averaging: Tensor;
  /** i32[1]: 1 while every loss was finite. */
  readonly guard: Tensor;
  /** i32[2] each: the random streams of the augmentations. */
  readonly augmentKeys: readonly Tensor[];
}
