import type { Emitter, Tensor } from "@assay/kernels";

/** The shape of one sample: [features], or [height, width, channels]. */
export type Shape = readonly number[];

/** A part of a spec: its `type` and its options. */
export interface PartSpec {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** How many inputs reach one unit, and how many units one input reaches (Glorot and Bengio 2010). */
export interface Fan {
  readonly in: number;
  readonly out: number;
}

/** A trainable tensor: its value and, in the block of the same layout, its gradient. */
export interface Parameter {
  /** Dotted path in the model, as in a PyTorch state dict: "0.weight". */
  readonly name: string;
  readonly shape: readonly number[];
  readonly fan: Fan;
  readonly init: PartSpec;
  readonly value: Tensor;
  readonly gradient: Tensor;
}

/** State that is not trained but belongs to the model: the running statistics of a batch norm. */
export interface Buffer {
  readonly name: string;
  readonly value: Tensor;
  /** Every element before the first step. */
  readonly fill: number;
}

/** A key for a counter-based random stream of its own, filled from `seed/<purpose>` before the first step. */
export interface StreamKey {
  /** For example "dropout/3". */
  readonly purpose: string;
  /** i32[2] */
  readonly value: Tensor;
}

/** What a layer is given when it is built. */
export interface BuildContext {
  /** The layer's path in the model: "3", "4.body.0". */
  readonly path: string;
  readonly input: Shape;
  /** i32[1]: the number of the step, from 0, the counter of every random stream. */
  readonly step: Tensor;
  parameter(name: string, shape: readonly number[], init: PartSpec, fan: Fan): Parameter;
  buffer(name: string, shape: readonly number[], fill: number): Tensor;
  /** A random stream keyed by `<purpose>/<path>`. */
  stream(purpose: string): Tensor;
  /**
   * Builds nested layers, one after the other. `option` leads to the option they stand in: ["branches", 0]. Their paths begin
   * with this layer's and `name`; default: `option`, "branches.0".
   */
  sequence(layers: readonly PartSpec[], input: Shape, option: readonly (string | number)[], name?: string): BuiltLayer;
}

/** Emits the gradient with respect to the layer's input (where one is asked for) and to its parameters. */
export type Backward = (dy: Tensor, needsInputGradient: boolean) => Tensor | undefined;

/** A layer for one input shape. */
export interface BuiltLayer {
  readonly output: Shape;
  /** Floating-point operations of the forward pass, for one sample. */
  readonly flops: number;
  /** The layers inside, for summaries. */
  readonly children?: readonly SequenceEntry[];
  /** Emits the forward pass; what it returns emits the backward pass. */
  forward(emitter: Emitter, x: Tensor): { readonly y: Tensor; readonly backward: Backward };
}

export interface SequenceEntry {
  readonly path: string;
  readonly type: string;
  readonly layer: BuiltLayer;
  readonly parameters: readonly Parameter[];
}

/** One file a layer. `O` is the type its schema describes. */
export interface LayerDefinition<O = never> {
  /** JSON Schema of the options, `type` left out, with a `description` and `examples` of the part for those who write specs. */
  readonly schema: object;
  /** Keys other libraries use for these options: { filters: "out_channels" }. */
  readonly hints?: Readonly<Record<string, string>>;
  /** What other libraries call this part: an unknown type of this name is answered with it. */
  readonly aliases?: readonly string[];
  readonly build: (options: O, context: BuildContext) => BuiltLayer;
}

/** What is to be predicted for one example: its class, or a row of numbers. */
export type Target =
  | { readonly kind: "class"; readonly classes: number }
  | { readonly kind: "values"; readonly size: number };

/** One file a loss. It knows nothing of metrics: those look at the same outputs and targets themselves. */
export interface LossDefinition<O = never> {
  readonly schema: object;
  readonly hints?: Readonly<Record<string, string>>;
  /** What other libraries call this part: an unknown type of this name is answered with it. */
  readonly aliases?: readonly string[];
  /** Layers that it computes itself, and that must not stand before it: a softmax. */
  readonly contains?: readonly string[];
  /** The kinds of target it can compare an output with. */
  readonly accepts: readonly Target["kind"][];
  /**
   * `logits`: the softmax of the outputs is a probability; `log_odds`: the sigmoid of each is one, which is what metrics and
   * predictions of values see; `values`: the outputs are what they are.
   */
  readonly outputs: "logits" | "log_odds" | "values";
  /** Between which numbers its targets must lie, where they are values. */
  readonly within?: readonly [number, number];
  /** For outputs of this shape a sample. @throws InputError where options that are valid each do not go together */
  readonly build: (options: O, output: Shape, target: Target) => BuiltLoss;
}

/** A tensor that nothing changes, and what is written to it before the first step. */
export interface Constant {
  readonly tensor: Tensor;
  readonly values: readonly number[];
}

export interface BuiltLoss {
  /** What the gradient is of: the mean over the batch, or the sum. */
  readonly reduction: "mean" | "sum";
  /** Whether it takes shares of the classes instead of one class each: see `targets`. */
  readonly takesShares?: boolean;
  /** Whether examples count for more or less in the mean: see `weights`. */
  readonly isWeighted?: boolean;
  readonly constants?: readonly Constant[];
  /**
   * Emits `loss`, f32 a sample. `targets`: i32 [batch], the classes; f32 [batch, classes], the shares of the classes, each row
   * with the sum 1; or f32 [batch, size], the values.
   */
  emit(emitter: Emitter, tensors: { readonly x: Tensor; readonly targets: Tensor; readonly loss: Tensor }): EmittedLoss;
}

export interface EmittedLoss {
  /** In training: the gradient of the batch's mean or sum with respect to `x`. */
  readonly dx: Tensor | undefined;
  /** Of a weighted loss, f32 a sample: the mean of losses is their sum divided by the sum of these. Absent: 1 each. */
  readonly weights?: Tensor;
}

/** One file a metric: a number over a split, from sums over its examples. */
export interface MetricDefinition<O = never> {
  readonly schema: object;
  readonly hints?: Readonly<Record<string, string>>;
  /** What other libraries call this part: an unknown type of this name is answered with it. */
  readonly aliases?: readonly string[];
  readonly accepts: readonly Target["kind"][];
  /** `logits`: it looks at probabilities, the softmax of the outputs. */
  readonly needs?: LossDefinition["outputs"];
  /** Which direction is an improvement. */
  readonly better: "higher" | "lower";
  /** How people read it: a share as a percentage, or a number. */
  readonly shown: "percent" | "number";
  /** What a record calls it, where that is not the `type`: top_5 for top_k with k = 5. */
  readonly label?: (options: O) => string;
  readonly build: (options: O, output: Shape, target: Target) => BuiltMetric;
}

export interface BuiltMetric {
  /** Numbers an example. */
  readonly width: number;
  /** Emits `rows` (f64 [batch, width]), which are summed over the examples. `outputs` and `targets` as a loss gets them. */
  emit(emitter: Emitter, tensors: { readonly outputs: Tensor; readonly targets: Tensor; readonly rows: Tensor }): void;
  /** The metric from the sums of the rows (`width` numbers) over `examples` examples. */
  finish(sums: ArrayLike<number>, examples: number): number;
  /** The same for each class, where the metric has one a class. */
  perClass?(sums: ArrayLike<number>): readonly number[];
}

/** One file an initializer: fills `values` from a stream of uniform draws in [0, 1). */
export interface InitializerDefinition<O = never> {
  readonly schema: object;
  /** What other libraries call this part: an unknown type of this name is answered with it. */
  readonly aliases?: readonly string[];
  /** Keys other libraries use for these options. */
  readonly hints?: Readonly<Record<string, string>>;
  /** @throws InputError where the options do not go together, or not with a parameter of this shape */
  readonly check?: (options: O, shape: readonly number[]) => void;
  /** `shape`: that of the parameter, whose last extent is the number of outputs. */
  readonly fill: (values: Float32Array, options: O, fan: Fan, random: () => number, shape: readonly number[]) => void;
}
