import type { PartSpec, Shape } from "@assay/layers";
import type { NamedTensor } from "@assay/runs/store";
import type { ModelDescription } from "@assay/training/events";

export type { NamedTensor };

/** A run's model: what each format writes in its own way. */
export interface TrainedModel {
  /** The experiment's name. */
  readonly name: string;
  readonly seed: number;
  /** `<experiment>/<run>` */
  readonly run: string;
  /** SHA-256 (hex) of the spec. */
  readonly spec: string;
  /** Version of Assay that trained it. */
  readonly version: string;
  readonly description: ModelDescription;
  /** How the inputs were normalized, in the spec's word: "standardize". */
  readonly normalize: string;
  readonly stages: readonly Stage[];
}

/** A layer of a trained model. */
export interface Stage {
  /** Its path in the model, as its parameters have it: "1.body.0". */
  readonly path: string;
  readonly type: string;
  readonly options: PartSpec;
  /** Of one example, as in Assay: [features] or [height, width, channels]. */
  readonly input: Shape;
  readonly output: Shape;
  /**
   * Where the input, or what a flatten makes, is a row in PyTorch's order: place i holds Assay's value order[i]. Absent where
   * both are the same.
   */
  readonly order?: RowOrder | undefined;
  /** Nested layers under the option that they stand in: "body", "branches.0". */
  readonly lists: Readonly<Record<string, readonly Stage[]>>;
  /** Its parameters and buffers as Assay keeps them, under their own names: "weight". */
  readonly tensors: Readonly<Record<string, NamedTensor>>;
}

export type RowOrder = Int32Array;

/** How a layer type is written in other formats: one file a layer, or a line in `elementwise.ts`. */
export interface LayerForm {
  /**
   * What happens to a row of numbers that stands in another order than Assay's. `kept`: each number is treated on its own, and
   * the order stays. `absorbed`: the parameters are reordered to match, and the output has Assay's order. Absent: the layer
   * needs Assay's order.
   */
  readonly rows?: "kept" | "absorbed";
  /** The nested layers that its options hold, under the option's path. */
  readonly lists?: (options: PartSpec) => Readonly<Record<string, readonly PartSpec[]>>;
  /** Each of the lists gets the output of the one before, instead of the layer's input. */
  readonly chained?: true;
  /** Its parameters and buffers as PyTorch and ONNX lay them out, under PyTorch's own names: "weight". */
  readonly tensors?: (stage: Stage) => Readonly<Record<string, Omit<NamedTensor, "name">>>;
  /** Adds its nodes to the graph, images being [batch, channels, height, width]. @returns the value that holds the output */
  readonly onnx: (stage: Stage, x: string, graph: StageGraph) => string;
  /** The PyTorch module as Python text, in evaluation the same function. */
  readonly torch: (stage: Stage, python: PythonText) => string;
}

/** A layer type that cannot be written, and why. */
export interface Refusal {
  readonly refused: string;
}

/** A number that ONNX keeps as a float; plain numbers are integers. */
export interface FloatAttribute {
  readonly float: number;
}

export type Attributes = Readonly<Record<string, number | readonly number[] | FloatAttribute>>;

/** The graph as one layer sees it. */
export interface StageGraph {
  /** Adds a node with one output. @returns the output's name */
  node(operator: string, inputs: readonly string[], attributes?: Attributes): string;
  /** The name of one of the layer's tensors, as `tensors` of its form gives them. */
  tensor(name: string): string;
  /** Adds a tensor that the graph needs and PyTorch does not have. @returns its name */
  constant(name: string, shape: readonly number[], values: Float32Array): string;
  /** Adds a list of integers that the graph needs, such as a shape. @returns its name */
  integers(name: string, values: readonly number[]): string;
  /** Adds nested layers. */
  sequence(stages: readonly Stage[], x: string): string;
}

/** The printed module as one layer sees it. */
export interface PythonText {
  /** Puts a class before the module, once. */
  define(source: string): void;
  /** `nn.Sequential(…)` of nested layers. */
  sequential(stages: readonly Stage[]): string;
}
