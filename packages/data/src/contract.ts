import type { Emitter, Tensor } from "@assay/kernels";

/** [height, width, channels] */
export type ImageShape = readonly [number, number, number];

/** Examples in the order of the files: image i is images[i·size … (i+1)·size), [height, width, channels], 0 to 255. */
export interface Split {
  readonly count: number;
  readonly images: Uint8Array;
  /** Class of each example. */
  readonly labels: Uint8Array;
}

export interface Dataset {
  readonly name: string;
  readonly shape: ImageShape;
  readonly classes: number;
  readonly train: Split;
  readonly test: Split;
  /** SHA-256 over all four arrays, as `hashArrays` makes it: the data's identity in a run. */
  readonly hash: string;
}

/** What a spec can be checked against. */
export interface DatasetDescription {
  readonly shape: ImageShape;
  readonly classes: number;
  /** Number of training examples, the validation part included. */
  readonly train: number;
  readonly test: number;
  /** At least this share of the images' bytes is 0, in either split: the first layer may skip them. Default: 0. */
  readonly zeros?: number;
}

/** One file a dataset. */
export interface DatasetDefinition<O = never> {
  /** JSON Schema of the options, `type` left out. */
  readonly schema: object;
  readonly hints?: Readonly<Record<string, string>>;
  /** Shape and classes, without reading the data: enough to check a spec. */
  readonly describe: (options: O) => DatasetDescription;
  /** Reads and checks the files. @throws InputError on damage. */
  readonly load: (options: O) => Dataset;
}

/** What an augmentation works on, inside the training step. */
export interface AugmentTensors {
  /** [batch, height, width, channels], normalized. */
  readonly x: Tensor;
  /** i32[2]: the key of this augmentation's random stream. */
  readonly key: Tensor;
  /** i32[1]: the number of the step. */
  readonly step: Tensor;
  /** f32[2]: scale and shift of the normalization; the shift is what a pixel of value 0 becomes, the colour of the outside. */
  readonly affine: Tensor;
}

/** One file an augmentation: a function of image and draw. Returns the augmented tensor. */
export interface AugmentationDefinition<O = never> {
  /** JSON Schema of the options, `type` left out. */
  readonly schema: object;
  readonly hints?: Readonly<Record<string, string>>;
  /** @throws InputError where options that are valid each do not go together. */
  readonly build: (options: O, shape: ImageShape) => (emitter: Emitter, tensors: AugmentTensors) => Tensor;
}
