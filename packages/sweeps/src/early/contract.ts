import type { JsonSchema } from "@assay/experiment";

/** What a trial has shown so far: each evaluated epoch with its figure, in order. Where it is a loss, it is to be small. */
export type Curve = readonly (readonly [epoch: number, figure: number])[];

/** From its first evaluation at or after an epoch on, the best loss of a trial so far must be at most this. */
export interface Bound {
  readonly epoch: number;
  readonly atMost: number;
}

/** A kind of rule, as a sweep names it. */
export interface EarlyStoppingDefinition<Options = never> {
  /** Of the options beside `type`; its `description` says what is stopped, its `examples` how it is written. */
  readonly schema: JsonSchema;
  build(options: Options): EarlyStopping;
}

/** A rule by which trials that will not be the best are stopped. */
export interface EarlyStopping {
  /**
   * What a trial must reach to go on.
   * @param told the curves of the trials whose results may decide it
   * @param epochs of a whole training
   */
  bounds(told: readonly Curve[], epochs: number): Bound[];
}
