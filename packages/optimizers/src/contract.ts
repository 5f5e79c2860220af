import type { Emitter, Tensor } from "@assay/kernels";

/** A parameter, and where it begins in a block. */
export interface PlacedParameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** First element. */
  readonly start: number;
}

/** What an update works on: whole blocks of the same layout. */
export interface UpdateBlocks {
  /** What lies in them, in order; between two parameters there may be zeros. */
  readonly parameters: readonly PlacedParameter[];
  readonly value: Tensor;
  readonly gradient: Tensor;
  /** One block for each name in the optimizer's `state`, zero before the first step. */
  readonly state: Readonly<Record<string, Tensor>>;
  /** f32 scalars written before each step by `scalars`. */
  readonly scalars: Tensor;
  /** i32[1]: where it is 0 the update changes nothing, so that a loss that is no number leaves the weights as they were. */
  readonly guard: Tensor;
}

export interface BuiltOptimizer {
  /** Names of the state blocks. */
  readonly state: readonly string[];
  /** Number of scalars. */
  readonly scalarCount: number;
  /** Writes the scalars of step `step` (from 0) at learning rate `lr` to `to`: nothing is allocated in a step. */
  scalars(step: number, lr: number, to: Float32Array): void;
  /** Emits the update of one block. */
  emit(emitter: Emitter, blocks: UpdateBlocks): void;
}

/** One file an update rule; every schema has `lr`, `weight_decay` and `groups`. */
export interface OptimizerDefinition<O = never> {
  /** JSON Schema of the options, `type` left out, with a `description` and `examples` of the part for those who write specs. */
  readonly schema: object;
  readonly hints?: Readonly<Record<string, string>>;
  /** What other libraries call this part: an unknown type of this name is answered with it. */
  readonly aliases?: readonly string[];
  /**
   * @param parameters all that the model has
   * @throws InputError where options that are valid each do not go together, or name no parameter
   */
  readonly build: (options: O, parameters: readonly PlacedParameter[]) => BuiltOptimizer;
}

/** What a schedule knows of the training. */
export interface Horizon {
  /** The optimizer's `lr`. */
  readonly baseLr: number;
  readonly stepsPerEpoch: number;
  /** Not always whole: a training may end in the middle of an epoch. */
  readonly epochs: number;
  /** Which direction is an improvement of the figure that the schedule watches. Default: min. */
  readonly mode?: "min" | "max";
}

/** What an evaluation has found of the figure that a schedule watches. */
export interface Observation {
  /** Steps done by then. */
  readonly step: number;
  readonly value: number;
}

/**
 * A schedule is a function of the step: the learning rate of step `step` (from 0), below stepsPerEpoch · epochs. One that
 * watches a figure depends on what was observed before that step, too; observations are in order, later ones count for nothing.
 */
export type Schedule = (step: number, observed: readonly Observation[]) => number;

/** A schedule inside another one, for a part of the training. */
export type BuildNested = (part: { readonly type: string }, horizon: Horizon) => Schedule;

/** A figure of the evaluations, as in training.early_stopping; `mode` where the spec gives it. */
export interface Watched {
  readonly monitor: string;
  readonly mode?: "min" | "max";
}

/** One file a schedule. Times in a schedule's options are epochs; warm-up is added to any of them. */
export interface ScheduleDefinition<O = never> {
  /** JSON Schema of the options, `type` left out, with a `description` and `examples` of the part for those who write specs. */
  readonly schema: object;
  readonly hints?: Readonly<Record<string, string>>;
  /** What other libraries call this part: an unknown type of this name is answered with it. */
  readonly aliases?: readonly string[];
  /** The figure that it watches, if it watches one. */
  readonly watches?: (options: O) => Watched;
  /** @throws InputError where the options do not fit the training. */
  readonly build: (options: O, horizon: Horizon, nested: BuildNested) => Schedule;
}
