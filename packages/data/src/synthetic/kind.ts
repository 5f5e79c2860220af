/** The settings of a kind, its defaults filled in. */
export interface Settings {
  readonly examples: number;
  readonly noise: number;
  readonly classes: number;
  readonly features: number;
}

/** The points that were drawn, example after example. */
export interface Points {
  /** [examples, features] */
  readonly inputs: Float32Array;
  /** The class of each, or its value. */
  readonly targets: Int32Array | Float32Array;
}

/** One file a kind of points. */
export interface SyntheticKind {
  readonly target: "class" | "values";
  /** Of the options that depend on the kind. One that is not here does not apply, unless it is `noise`. */
  readonly defaults: { readonly noise: number; readonly classes?: number; readonly features?: number };
  /** @param random uniform draws in [0, 1) */
  readonly draw: (settings: Settings, random: () => number) => Points;
}
