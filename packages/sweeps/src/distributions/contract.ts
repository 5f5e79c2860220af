import type { JsonSchema } from "@assay/experiment";

/** The values of one parameter, as a function of a number between 0 and 1. */
export interface Distribution {
  /** All values, in the order in which `at` goes through them; left out where they are continuous. */
  readonly values?: { readonly count: number; at(index: number): unknown };
  /** Whether values lie on a line, so that close numbers give similar values. */
  readonly ordered: boolean;
  /** The quantile function: the value at `u` in [0, 1). */
  at(u: number): unknown;
  /** The inverse: a `u` that gives this value, the middle one where many do. Of the values that `at` gives alone. */
  place(value: unknown): number;
}

/** A kind of distribution, as a sweep names it. */
export interface DistributionDefinition<Options = never> {
  /** Of the options beside `distribution`; its `description` says what is drawn, its `examples` how it is written. */
  readonly schema: JsonSchema;
  /** @throws OptionError where the options do not go together */
  build(options: Options): Distribution;
}
