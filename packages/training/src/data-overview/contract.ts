/** Numbers in short. */
export interface Range {
  readonly least: number;
  readonly greatest: number;
  readonly mean: number;
  readonly deviation: number;
}

/** An input, or all that share a normalization. */
export interface InputView {
  /** A feature's name, "channel 0", or "all". */
  readonly name: string;
  /** Shares of the values that are 0, and that are missing. */
  readonly zeros: number;
  readonly missing: number;
  /** As the files hold it, missing values left out, and as the model sees it. */
  readonly before: Range;
  readonly after: Range;
}

/** A part of the data by the number of its examples. */
export interface PartCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** One example as the files hold it. */
export interface ExampleView {
  /** The name of its class, or its values. */
  readonly target: string | readonly number[];
  /** NaN where a value is missing. */
  readonly values: ArrayLike<number>;
}

/** What Assay makes of a spec's data; what is measured is measured over the training part. */
export interface DataOverview {
  readonly dataset: string;
  /** SHA-256 (hex). */
  readonly fingerprint: string;
  /** Of one input. */
  readonly shape: readonly number[];
  readonly dtype: "u8" | "f32";
  readonly examples: PartCounts;
  /** Where the target is a class. */
  readonly classes?: readonly ({ readonly name: string } & PartCounts)[];
  /** Where it is numbers. */
  readonly values?: readonly { readonly name: string; readonly range: Range }[];
  readonly normalize: string;
  readonly normalize_per: string;
  readonly inputs: readonly InputView[];
  /** The first of the training part. */
  readonly first: readonly ExampleView[];
}
