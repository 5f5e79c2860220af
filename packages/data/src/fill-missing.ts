import { sizeOf } from "@assay/kernels";
import type { Column } from "./contract.ts";

/**
 * What takes the place of a missing value (NaN): the mean of its feature over the examples of the training part, a sum in f64 in
 * their order; 0 for a feature that all of them lack.
 *
 * @param training the training split's inputs
 * @param indices the examples of the training part
 * @returns f32, one a number of a row; undefined where no value may be missing
 */
export function featureMeans(training: Column, indices: Int32Array): Float32Array | undefined {
  if (training.missing === undefined) return undefined;
  const size = sizeOf(training.shape);
  return Float32Array.from({ length: size }, (_, feature) => {
    let [sum, count] = [0, 0];
    for (const index of indices) {
      const value = training.values[index * size + feature] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    return count === 0 ? 0 : sum / count;
  });
}

/** A copy of the column with these means instead of missing values; the column itself where there are none. */
export function fillMissing(column: Column, means: Float32Array | undefined): Column {
  if (means === undefined) return column;
  const { missing: _, values, ...rest } = column;
  const filled = Float32Array.from(values, (value, i) =>
    Number.isNaN(value) ? (means[i % means.length] as number) : value,
  );
  return { ...rest, values: filled };
}
