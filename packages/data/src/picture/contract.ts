import type { ImageShape } from "../contract.ts";

/**
 * How a picture becomes an input of another size. `digit`: as MNIST was made; `fit`: the whole of it, its proportions kept, on a
 * background of its own border; `stretch`: the whole of it in the new size, as the dataset image_folder does.
 */
export type Frame = "digit" | "fit" | "stretch";

/** What a picture is made for. */
export interface PictureOptions {
  /** Of an input of the model. */
  readonly shape: ImageShape;
  /** Of the images that the model was trained on, one byte a channel: see `backgroundOf`. */
  readonly background: readonly number[];
  readonly frame: Frame;
  /** Whether dark and light are exchanged. auto: where the background of a gray picture is not that of the training images. */
  readonly invert: "auto" | "yes" | "no";
}

/** A picture as a model's input. */
export interface PictureInput {
  readonly values: Uint8Array;
  readonly inverted: boolean;
}

/** An image of bytes. */
export interface Image {
  readonly values: Uint8Array;
  readonly shape: ImageShape;
}
