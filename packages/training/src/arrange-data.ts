import { type Column, type Dataset, fillMissing, normalization, splitTraining, type TrainingSplit } from "@assay/data";
import { stream } from "@assay/kernels";
import type { PreparedRun } from "./prepare.ts";

/** A dataset as a spec trains on it. */
export interface ArrangedData {
  /** The training examples, and those held out of them. */
  readonly split: TrainingSplit;
  /** The inputs of the training split and of the test split, without missing values. */
  readonly inputs: Column;
  readonly testInputs: Column;
  /** Scale and shift: see `normalization`. */
  readonly affine: Float32Array;
}

/** Holds examples out, puts means in the place of missing values, and measures the normalization: over the training part alone. */
export function arrangeData({ loaded, parts }: PreparedRun, { train, test }: Dataset): ArrangedData {
  const { seed, data } = loaded.spec;
  const { target } = parts.data;
  const split = splitTraining(train.targets, target, train.count, data.validation, stream(seed, "split"));
  const [inputs, testInputs] = fillMissing(train.inputs, split.train, [train.inputs, test.inputs]) as [Column, Column];
  const affine = normalization(data.normalize, parts.normalizedPer, inputs, split.train);
  return { split, inputs, testInputs, affine };
}
