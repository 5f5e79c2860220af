/** A column of a table of which inputs are made: one number, or a 0 or a 1 for each of its categories. */
export interface FeatureDescription {
  readonly name: string;
  /** Absent where it holds numbers. */
  readonly categories?: readonly string[];
}

/** What a model is asked for. */
export type TargetDescription =
  | { readonly kind: "class"; readonly classes: number; readonly names?: readonly string[] }
  | { readonly kind: "values"; readonly size: number; readonly names?: readonly string[] };

/** What a use of a model must know besides its architecture and its weights: model.json. */
export interface ModelDescription {
  readonly input: {
    /** Of one example: [height, width, channels], bytes from 0 to 255, or [features], numbers. */
    readonly shape: readonly number[];
    readonly dtype: "u8" | "f32";
    /** Of a table: what each number is called. */
    readonly names?: readonly string[];
    /**
     * At least this share of the training's bytes were 0: the first layer skipped them, and does again, so that its sums have the
     * same bits. Other inputs need not be so.
     */
    readonly zeros?: number;
  };
  /** x = input · scale + shift in f32, with one of each for all values, one a channel of images, or one a value of the input. */
  readonly normalization: { readonly scale: readonly number[]; readonly shift: readonly number[] };
  readonly target: TargetDescription;
  /** `logits`: the softmax of the outputs gives probabilities; `log_odds`: the sigmoid of each; `values`: the outputs are what they are. */
  readonly outputs: "logits" | "log_odds" | "values";
  /** Of a table that was read: its columns, in the order of the inputs. */
  readonly features?: readonly FeatureDescription[];
  /** Where a table may lack values: what takes their place, one a value of the input. */
  readonly missing_means?: readonly number[];
  /** Of images: the mean byte of the outermost pixels of the training images, one a channel. */
  readonly background?: readonly number[];
}

/** A test example that the model got wrong. */
export interface WorstExample {
  /** In the test split, from 0. */
  readonly index: number;
  /** The name of its class, or its number; of values the numbers. */
  readonly label: string | readonly number[];
  readonly predicted: string | readonly number[];
  /** Of the predicted class, as in predictions.csv. */
  readonly score?: number;
  /** As the data holds it, missing values filled in. */
  readonly input: Uint8Array | Float32Array;
}

/**
 * The test examples that the model got most wrong, at most 24: of classes the misclassified ones of the highest score, highest
 * first; of values those of the largest absolute error.
 */
export interface WorstExamples {
  /** Of one input. */
  readonly shape: readonly number[];
  readonly dtype: "u8" | "f32";
  readonly examples: readonly WorstExample[];
}
