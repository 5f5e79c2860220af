import type { Column, Split, TableFeature } from "../contract.ts";
import type { CsvFile } from "./file.ts";
import { type CsvOptions, targetsOf } from "./options.ts";
import { type Known, readTable } from "./table.ts";

/** A CSV file, or what came in its place. */
export interface TableSource {
  /** Where the file is; with `bytes` what they are called in an error. */
  readonly path: string;
  readonly bytes?: Uint8Array;
}

/** How a table is written that has no columns of its own: numbers alone. */
const PLAIN: CsvOptions = {
  ...{ path: "", target: [], kind: "values", categorical: [], separator: ",", quote: '"', header: false },
  missing: "error",
};

const fileOf = (source: TableSource): CsvFile => ({ ...source, option: "path" });

const knownOf = (
  features: readonly TableFeature[],
  targets: readonly string[],
  classes?: readonly string[],
): Known => ({
  layout: {
    columns: undefined,
    features: features.map(({ name }) => ({ name, index: 0 })),
    targets: targets.map((name) => ({ name, index: 0 })),
  },
  types: features.map(({ categories }) => categories ?? "numbers"),
  ...(classes && { classes }),
});

/**
 * Reads rows of a table as inputs of a model that was trained on another with these features: its categories, in their order.
 * Other columns are not looked at; without a header the features alone may be there. A row that lacks a value is an error
 * unless the means are to fill it in.
 *
 * @param options of the training table
 * @throws InputError naming file, line and column
 */
export function readFeatures(source: TableSource, options: object, features: readonly TableFeature[]): Column {
  const { missing, ...rest } = options as CsvOptions;
  const asked = { ...rest, kind: "values", missing: missing === "mean" ? "mean" : "error" } as const;
  return readTable(fileOf(source), asked, knownOf(features, [])).split.inputs;
}

/** Rows of numbers as inputs, `size` each, without a header. @throws InputError naming file, line and column */
export function readNumbers(source: TableSource, size: number): Column {
  const features = Array.from({ length: size }, (_, i) => ({ name: String(i + 1) }));
  const { layout, ...known } = knownOf(features, []);
  return readTable(fileOf(source), PLAIN, { ...known, layout: { ...layout, columns: size } }).split.inputs;
}

/**
 * Reads every row of a table as examples for a model that was trained on another: its features, and its classes where it has some.
 * @throws InputError naming file, line and column, for a category or a class that the model does not know too
 */
export function readExamples(
  source: TableSource,
  options: object,
  features: readonly TableFeature[],
  classes?: readonly string[],
): Split {
  const asked = options as CsvOptions;
  return readTable(fileOf(source), asked, knownOf(features, targetsOf(asked), classes)).split;
}
