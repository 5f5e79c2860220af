import {
  type Column,
  type Dataset,
  featureMeans,
  fillMissing,
  normalization,
  splitTraining,
  type TrainingSplit,
} from "@assay/data";
import { canonicalJson } from "@assay/experiment/identity";
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

/** Most arrangements of a dataset that are kept: as many as a sweep usually has seeds. */
const KEPT = 8;

/** Of datasets without missing values, where an arrangement is small: which examples, a scale and a shift. */
const kept = new WeakMap<Dataset, Map<string, ArrangedData>>();

/** Holds examples out, puts means in the place of missing values, and measures the normalization: over the training part alone. */
export function arrangeData(prepared: PreparedRun, dataset: Dataset): ArrangedData {
  const { seed, data } = prepared.loaded.spec;
  const { validation, normalize } = data;
  const { normalizedPer } = prepared.parts;
  const key = canonicalJson({ seed, validation, normalize, normalizedPer });
  const known = kept.get(dataset) ?? new Map<string, ArrangedData>();
  const found = known.get(key);
  if (found) return found;
  const arranged = arrange(prepared, dataset);
  if (arranged.means) return arranged;
  if (known.size === KEPT) known.delete(known.keys().next().value ?? "");
  kept.set(dataset, known.set(key, arranged));
  return arranged;
}

function arrange({ loaded, parts }: PreparedRun, { train, test }: Dataset): ArrangedData {
  const { seed, data } = loaded.spec;
  const { target } = parts.data;
  const split = splitTraining(train.targets, target, train.count, data.validation, stream(seed, "split"));
  const means = featureMeans(train.inputs, split.train);
  const inputs = fillMissing(train.inputs, means);
  const affine = normalization(data.normalize, parts.normalizedPer, inputs, split.train);
  return { split, inputs, testInputs: fillMissing(test.inputs, means), affine, means };
}
