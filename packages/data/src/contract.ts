import type { Emitter, Tensor } from "@assay/kernels";

/** [height, width, channels] */
export type ImageShape = readonly [number, number, number];

/** A column of a table as inputs: one number, or a 0 or a 1 for each of its categories. */
export interface TableFeature {
  readonly name: string;
  /** Absent where it holds numbers. */
  readonly categories?: readonly string[];
}

/** One row an example, in the order of the files: row i is values[i·size … (i+1)·size). */
export interface Column {
  readonly dtype: "u8" | "f32" | "i32";
  /** Of one row: [height, width, channels], [features], or [] for a single number. */
  readonly shape: readonly number[];
  readonly values: Uint8Array | Float32Array | Int32Array;
  /** Of a table: what each number of a row is called. */
  readonly names?: readonly string[];
  /** Of the inputs of a table that was read: the columns of which the numbers are made, in their order. */
  readonly features?: readonly TableFeature[];
  /** Of f32 inputs. `mean`: a NaN marks a missing value, which becomes the mean of its feature over the training part. */
  readonly missing?: "mean";
}

/** What is to be predicted for an example: its class, or a row of numbers. */
export type Target =
  | { readonly kind: "class"; readonly classes: number; readonly names?: readonly string[] }
  | { readonly kind: "values"; readonly size: number };

/** Inputs are u8 (bytes of images, 0 to 255) or f32; targets are classes (u8 or i32, shape []) or values (f32, [size]). */
export interface Split {
  readonly count: number;
  readonly inputs: Column;
  readonly targets: Column;
}

/** What is read. The test split may be empty. */
export interface Dataset {
  readonly name: string;
  readonly train: Split;
  readonly test: Split;
}

/** What a spec can be checked against. */
export interface DatasetDescription {
  /** Of one input, and its element type. */
  readonly shape: readonly number[];
  readonly dtype: "u8" | "f32";
  readonly target: Target;
  /** Number of training examples, the validation part included. */
  readonly train: number;
  /** Number of test examples; 0 where there are none. */
  readonly test: number;
  /** At least this share of the inputs' bytes is 0, in either split: the first layer may skip them. Default: 0. */
  readonly zeros?: number;
  /** Of classes, in words: one that a single training example has, and where. For the error that counts them. */
  readonly lone?: string;
}

/** One file a dataset. */
export interface DatasetDefinition<O = never> {
  /** JSON Schema of the options, `type` left out, with a `description` and `examples` of the part for those who write specs. */
  readonly schema: object;
  readonly hints?: Readonly<Record<string, string>>;
  /** What other libraries call this part: an unknown type of this name is answered with it. */
  readonly aliases?: readonly string[];
  /** Shape, target and counts: enough to check a spec. It reads no more than it has to: headers and labels, or all of a table. */
  readonly describe: (options: O) => DatasetDescription;
  /** SHA-256 (hex) of what is read: other data, another run. `fingerprintOf` makes one of files. */
  readonly fingerprint: (options: O) => string;
  /** Reads and checks the files. @throws InputError on damage. */
  readonly load: (options: O) => Dataset;
}

/** What an augmentation works on, inside the training step. */
export interface AugmentTensors {
  /** [batch, height, width, channels] or, of tables, [batch, features], normalized. */
  readonly x: Tensor;
  /** i32 [batch], the classes; f32 [batch, classes], their shares, where examples were mixed; or f32 [batch, size], the values. */
  readonly targets: Tensor;
  /** i32[2]: the key of this augmentation's random stream. */
  readonly key: Tensor;
  /** i32[1]: the number of the draw. */
  readonly step: Tensor;
  /** f32 [1], or [channels]: what a pixel of value 0 is after normalization, the colour of what lies outside the image. */
  readonly fill: Tensor;
  /** Of the same shape: by how much a pixel grows with each step of its byte. */
  readonly scale: Tensor;
}

/** What an augmentation makes of a batch; what it leaves alone it passes on. */
export type Augmented = Pick<AugmentTensors, "x" | "targets">;

/** One file an augmentation: a function of example and draw. */
export interface AugmentationDefinition<O = never> {
  /** JSON Schema of the options, `type` left out, with a `description` and `examples` of the part for those who write specs. */
  readonly schema: object;
  readonly hints?: Readonly<Record<string, string>>;
  /** What other libraries call this part: an unknown type of this name is answered with it. */
  readonly aliases?: readonly string[];
  /** Whether it mixes examples, so that classes become rows of shares: not every loss takes those. */
  readonly mixes?: true;
  /**
   * @param shape of one input; an augmentation of images asks for `imageShape(part, shape)`
   * @throws InputError where options that are valid each do not go together, or do not fit the data
   */
  readonly build: (
    options: O,
    shape: readonly number[],
    target: Target,
  ) => (emitter: Emitter, tensors: AugmentTensors) => Augmented;
}
