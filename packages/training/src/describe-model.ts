import { backgroundOf, type Column } from "@assay/data";
import type { ModelDescription, TargetDescription } from "./model-description.ts";
import type { Training } from "./training.ts";

/** What a later use of the model must know: the data's form, and how it was normalized. */
export function describeModel({ prepared, dataset, split, affine, means }: Training): ModelDescription {
  const { data, outputs } = prepared.parts;
  const { inputs, targets } = dataset.train;
  const half = affine.length / 2;
  const isImages = data.dtype === "u8" && data.shape.length === 3;
  const compact = (values: Float32Array): readonly number[] => shortest(values, isImages ? (data.shape[2] ?? 1) : 1);
  return {
    input: {
      ...{ shape: data.shape, dtype: data.dtype },
      ...(inputs.names && { names: inputs.names }),
      ...(data.zeros !== undefined && { zeros: data.zeros }),
    },
    normalization: { scale: compact(affine.subarray(0, half)), shift: compact(affine.subarray(half)) },
    target: describeTarget(data.target, targets),
    outputs,
    ...(inputs.features && { features: inputs.features }),
    ...(means && { missing_means: Array.from(means) }),
    ...(isImages && { background: backgroundOf(inputs, split.train) }),
  };
}

const describeTarget = (target: TargetDescription, { names }: Column): TargetDescription =>
  target.kind === "class" ? target : { ...target, ...(names && { names }) };

/** The fewest values that give all when they are repeated: one, one a channel, or all. */
function shortest(values: Float32Array, channels: number): readonly number[] {
  const repeats = (length: number): boolean => values.every((value, i) => value === values[i % length]);
  const length = [1, channels].find(repeats) ?? values.length;
  return Array.from(values.subarray(0, length));
}
