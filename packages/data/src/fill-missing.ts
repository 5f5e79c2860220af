import { sizeOf } from "@assay/kernels";
import type { Column } from "./contract.ts";

/**
 * Puts a number in the place of each missing value (NaN): the mean of its feature over the examples of the training part, a
 * sum in f64 in their order; 0 for a feature that all of them lack.
 *
 * @param training the training split's inputs, whose means are taken
 * @param indices the examples of the training part
 * @returns copies of the columns in which nothing is missing; columns without missing values are returned as they are
 */
export function fillMissing(training: Column, indices: Int32Array, columns: readonly Column[]): readonly Column[] {
  if (training.missing === undefined) return columns;
  const size = sizeOf(training.shape);
  const means = Float32Array.from({ length: size }, (_, feature) => {
    let [sum, count] = [0, 0];
    for (const index of indices) {
      const value = training.values[index * size + feature] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    return count === 0 ? 0 : sum / count;
  });
  return columns.map(({ missing: _, values, ...column }) => ({
    ...column,
    values: Float32Array.from(values, (value, i) => (Number.isNaN(value) ? (means[i % size] as number) : value)),
  }));
}
