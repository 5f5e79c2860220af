import type { ExperimentSpec } from "@assay/experiment";
import type { Numerics } from "@assay/kernels";
import type { Visit } from "../evaluate.ts";
import type { ClassFigures, MetricInfo, Metrics, ModelDescription } from "../events.ts";

/** A model as a finished run keeps it. */
export interface StoredModel {
  /** Of the resolved spec: what was trained, and how it was judged. */
  readonly spec: Pick<ExperimentSpec, "architecture" | "loss" | "metrics" | "data">;
  /** model.safetensors. */
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: Float32Array;
  }[];
  /** model.json. */
  readonly description: ModelDescription;
}

export interface OpenOptions {
  /** Default: the cores available. The outcome does not depend on it. */
  readonly threads?: number;
  /** Those of the run give its bits. Default: fused where the machine has it. */
  readonly numerics?: Numerics;
  /** Aborted to stop after the batch at hand. */
  readonly signal?: AbortSignal;
}

/** Examples as the data holds them, row after row; a missing value (NaN) is filled as in training. */
export type Inputs = Uint8Array | Float32Array;

/** The class of each example, or its values, row after row. */
export type Targets = Uint8Array | Int32Array | Float32Array;

/** How a model does on examples. */
export interface Evaluation {
  readonly examples: number;
  readonly metrics: Metrics;
  /** Where something is measured by class. */
  readonly classes?: readonly ClassFigures[];
}

/** A model whose weights lie in an arena, with a team of threads: nothing of what training needs is there. */
export interface OpenModel {
  readonly threads: number;
  readonly numerics: Numerics;
  /** What `evaluate` measures beside the loss. */
  readonly metrics: readonly MetricInfo[];
  /**
   * The model's outputs, [examples, outputs]; undefined where it was stopped.
   * @throws InputError where the inputs are no whole rows of the model's
   */
  predict(inputs: Inputs): Promise<Float32Array | undefined>;
  /**
   * Loss and metrics over examples, in their order: the bits of the run's own evaluation; undefined where it was stopped.
   * @param visit is given the outputs as well, batch by batch
   * @throws InputError where inputs or targets do not fit the model
   */
  evaluate(inputs: Inputs, targets: Targets, visit?: Visit): Promise<Evaluation | undefined>;
  /** Ends the threads. */
  close(): Promise<void>;
}
