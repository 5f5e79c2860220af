import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { Dataset, DatasetDefinition, DatasetDescription } from "../contract.ts";
import { requireFile } from "../csv/file.ts";
import { MISSING_MODES } from "../csv/missing.ts";
import type { CsvOptions } from "../csv/options.ts";
import { type CsvData, filesOf, readCsv } from "../csv/read-csv.ts";
import { decodedCache } from "../decoded-cache.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { sha256 } from "../hash.ts";
import { fractionSchema } from "../test-fraction.ts";

const column = { type: "string", minLength: 1 } as const;
const columns = { type: "array", items: column, minItems: 1, uniqueItems: true } as const;
const path = { type: "string", format: "path" } as const;

const schema = {
  type: "object",
  description: "A table in a CSV file, a row for each example; the target is a class, or one or more numbers.",
  examples: [{ path: "./houses.csv", target: "price", kind: "values", test: 0.2 }],
  required: ["path", "target"],
  additionalProperties: false,
  properties: {
    path: { ...path, description: "A CSV file in UTF-8." },
    target: {
      title: "the name of a column, or a list of names",
      anyOf: [column, columns],
      description: "The column that is predicted, by name; with kind: values also a list of columns.",
    },
    kind: {
      enum: ["class", "values"],
      default: "class",
      description: "What the target holds: one of some classes, or numbers.",
    },
    features: {
      ...columns,
      description:
        "The columns that are the inputs, in this order. Default: all but the target and the column of `test`.",
    },
    categorical: {
      type: "array",
      items: column,
      uniqueItems: true,
      default: [],
      description:
        "Features that hold categories though they look like numbers. A feature whose first value is no number is one anyway; each category becomes a column of 0 and 1.",
    },
    test: {
      title: "a share in (0, 1), the path of a CSV file, or { column: NAME }",
      anyOf: [
        fractionSchema,
        { ...path, description: "A second CSV file with the same columns." },
        {
          type: "object",
          required: ["column"],
          additionalProperties: false,
          properties: {
            column: {
              ...column,
              description: "A column that says which rows are test: test or train, true or false, 1 or 0.",
            },
          },
        },
      ],
      description:
        "The test split: a share of the rows, a second file, or the column that marks its rows. Default: there is none.",
    },
    separator: {
      type: "string",
      pattern: '^[^\\r\\n"\\uFEFF]$',
      title: 'one character such as ",", ";" or "\\t"',
      default: ",",
      description: "The character between two cells.",
    },
    quote: {
      type: "string",
      pattern: "^[^\\r\\n\\uFEFF]$",
      title: "one character",
      default: '"',
      description: "The character around a cell that holds separators or line ends; inside, it is written twice.",
    },
    header: {
      type: "boolean",
      default: true,
      description: "Whether the first line names the columns. Otherwise they are called 1, 2, …",
    },
    missing: {
      enum: MISSING_MODES,
      default: "error",
      description:
        "Where a cell that is used is empty, NA, N/A, NaN, nan, null or ?: an error; drop leaves the row out; mean fills in the mean of the feature over the training part, and a category that is missing is 0 in all of its columns.",
    },
  },
} as const;
type Options = FromSchema<typeof schema>;

/** Changes when the same files and options are read as something else: part of the data's identity. */
const VERSION = 2;

function fingerprint(options: Options): string {
  const files = filesOf(options as CsvOptions);
  files.forEach(requireFile);
  return sha256(`csv ${VERSION} ${fingerprintOf(files.map(({ path }) => path))}`);
}

/** Changes when what is kept of equal data has another form. */
const FORM = 3;

function read(options: Options): CsvData {
  const { path: _, test, ...rest } = options;
  // The fingerprint stands for the files, wherever they are.
  const form = { ...rest, test: typeof test === "string" ? "file" : test };
  const before = fingerprint(options);
  return decodedCache(JSON.stringify(["csv", FORM, before, form]), () => {
    const data = readCsv(options as CsvOptions);
    if (fingerprint(options) === before) return data;
    throw new InputError("data/csv", `${options.path}: changed while it was read`, ["path"], "start again");
  });
}

/**
 * A table in a CSV file (RFC 4180): a row an example, its features f32 [width], its target a class or values.
 *
 * A feature is numeric when its first value is a number; otherwise it becomes one column of 0 and 1 a category, the categories
 * sorted by code unit. Classes are the labels of the training rows, sorted by number if all are integers, by code unit otherwise.
 * Spaces around a cell do not count. A file is read in pieces and never kept whole; it is read once for `describe` and `load`.
 */
export const csv = {
  schema,
  hints: {
    delimiter: "separator",
    sep: "separator",
    quotechar: "quote",
    quote_char: "quote",
    file: "path",
    label: "target",
    labels: "target",
    targets: "target",
    y: "target",
    columns: "features",
    inputs: "features",
    categories: "categorical",
    cat_features: "categorical",
    test_size: "test",
    na: "missing",
    task: "kind",
  },
  aliases: ["table", "tabular", "tsv", "pandas", "read_csv", "dataframe"],
  describe(options: Options): DatasetDescription {
    const { train, test, target, lone } = read(options);
    const counts = { train: train.count, test: test.count };
    return { shape: train.inputs.shape, dtype: "f32", target, ...counts, ...(lone !== undefined && { lone }) };
  },
  fingerprint,
  load: (options: Options): Dataset => read(options),
} as const satisfies DatasetDefinition<Options>;
