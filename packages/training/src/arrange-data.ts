import {
  type Column,
  type Dataset,
  featureMeans,
  fillMissing,
  normalization,
  splitTraining,
  type TrainingSplit,
} from "@assay/data";
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
  /** What took the place of missing values; undefined where none may be missing. */
  readonly means: Float32Array | undefined;
}

/** Holds examples out, puts means in the place of missing values, and measures the normalization: over the training part alone. */
export function arrangeData({ loaded, parts }: PreparedRun, { train, test }: Dataset): ArrangedData {
  const { seed, data } = loaded.spec;
  const { target } = parts.data;
  const split = splitTraining(train.targets, target, train.count, data.validation, stream(seed, "split"));
  const means = featureMeans(train.inputs, split.train);
  const inputs = fillMissing(train.inputs, means);
  const affine = normalization(data.normalize, parts.normalizedPer, inputs, split.train);
  return { split, inputs, testInputs: fillMissing(test.inputs, means), affine, means };
}
