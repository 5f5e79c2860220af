import { InputError, sizeOf, stream } from "@assay/kernels";
import { COLUMN_ARRAYS } from "./column-arrays.ts";
import type { Column, Split, Target } from "./contract.ts";
import { splitTraining } from "./split.ts";

/** JSON Schema of a `test` that is a share of the examples. */
export const fractionSchema = {
  type: "number",
  exclusiveMinimum: 0,
  exclusiveMaximum: 1,
  description: "Share of the examples that becomes the test split: stratified, the same examples whatever the seed.",
} as const;

/** The rows of a column that `indices` name, in their order. */
function rows(column: Column, indices: Int32Array): Column {
  const size = sizeOf(column.shape);
  const values = new COLUMN_ARRAYS[column.dtype](indices.length * size);
  indices.forEach((index, row) => {
    values.set(column.values.subarray(index * size, (index + 1) * size), row * size);
  });
  return { ...column, values };
}

/** The examples of a split that `indices` name, in their order. */
export const partOf = ({ inputs, targets }: Split, indices: Int32Array): Split => ({
  count: indices.length,
  inputs: rows(inputs, indices),
  targets: rows(targets, indices),
});

/** A test split without examples, of the same form as the training split. */
export const noTest = (train: Split): Split => partOf(train, new Int32Array(0));

/**
 * Divides what came in one piece: a share of it becomes the test split, stratified by class. The draw is keyed by nothing but
 * its purpose: runs with other seeds are tested on the same examples. Both parts keep the order of the file.
 *
 * @param fraction in (0, 1)
 * @throws InputError at the option `test` if the test split or the training split would be empty
 */
export function splitOffTest(whole: Split, target: Target, fraction: number): { train: Split; test: Split } {
  const { targets, count } = whole;
  try {
    const { train, validation } = splitTraining(targets, target, count, fraction, stream(0, "test split"), "test");
    return { train: partOf(whole, train), test: partOf(whole, validation) };
  } catch (error) {
    throw error instanceof InputError ? error.within("test") : error;
  }
}

/** A class that only the test split has cannot be learned. @throws InputError naming it */
export function requireTrained<P extends { readonly train: Split; readonly test: Split }>(parts: P, target: Target): P {
  const { train, test } = parts;
  if (target.kind !== "class") return parts;
  const trained = new Set<number>(train.targets.values);
  const label = test.targets.values.find((value) => !trained.has(value));
  if (label === undefined) return parts;
  const name = target.names?.[label] ?? label;
  throw new InputError(
    "data/split",
    `the class "${name}" would be in the test split alone`,
    ["test"],
    "make it smaller",
  );
}
