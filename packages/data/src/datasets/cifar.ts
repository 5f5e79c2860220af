import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import { readNames } from "../class-names.ts";
import type { Dataset, DatasetDefinition, DatasetDescription, ImageShape, Split } from "../contract.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { readBytes, unreadable } from "../read-bytes.ts";

const PART = "data/cifar";
const SHAPE: ImageShape = [32, 32, 3];
const PIXELS = 32 * 32;
const HINT = 'the "binary version" of the dataset has it';

const schema = {
  type: "object",
  description: "CIFAR-10 or CIFAR-100 in the binary version: color images of 32 × 32.",
  examples: [{ path: "./cifar-10-batches-bin" }],
  additionalProperties: false,
  required: ["path"],
  properties: {
    path: {
      type: "string",
      minLength: 1,
      format: "path",
      description:
        "Folder of the binary version, cifar-10-batches-bin or cifar-100-binary, or the folder that holds it.",
    },
    classes: { enum: [10, 100], default: 10, description: "CIFAR-10 or CIFAR-100." },
    labels: {
      enum: ["fine", "coarse"],
      default: "fine",
      description: "Of CIFAR-100: its 100 classes (fine), or the 20 groups of them (coarse).",
    },
  },
} as const;
type Options = FromSchema<typeof schema>;

/** One of the two datasets as it was published. */
interface Layout {
  readonly folder: string;
  readonly train: readonly string[];
  readonly test: string;
  /** What each label byte of a record counts, in their order. */
  readonly labels: readonly { readonly kind: string; readonly classes: number; readonly names: string }[];
}

const LAYOUTS: Readonly<Record<Options["classes"], Layout>> = {
  10: {
    folder: "cifar-10-batches-bin",
    train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
    test: "test_batch.bin",
    labels: [{ kind: "fine", classes: 10, names: "batches.meta.txt" }],
  },
  100: {
    folder: "cifar-100-binary",
    train: ["train.bin"],
    test: "test.bin",
    labels: [
      { kind: "coarse", classes: 20, names: "coarse_label_names.txt" },
      { kind: "fine", classes: 100, names: "fine_label_names.txt" },
    ],
  },
};

/** The classes of CIFAR-10, for a copy without batches.meta.txt. */
const CIFAR10 = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

interface Located {
  readonly layout: Layout;
  /** Which label byte of a record is read. */
  readonly column: number;
  readonly train: readonly string[];
  readonly test: readonly string[];
  readonly names: string | undefined;
}

/** Finds the files. @throws InputError naming the one that is missing */
function locate({ path, classes, labels }: Options): Located {
  const layout = LAYOUTS[classes];
  const column = layout.labels.findIndex(({ kind }) => kind === labels);
  if (column < 0) throw new InputError(PART, `labels must be "fine" with 10 classes, got "${labels}"`, ["labels"]);
  const has = (folder: string): boolean => layout.train.some((file) => existsSync(join(folder, file)));
  const folder = !has(path) && has(join(path, layout.folder)) ? join(path, layout.folder) : path;
  const missing = layout.train.find((file) => !existsSync(join(folder, file)));
  if (missing !== undefined) {
    const other = LAYOUTS[classes === 10 ? 100 : 10];
    const swapped = [path, join(path, other.folder)].some((one) => existsSync(join(one, other.train[0] as string)));
    const hint = swapped ? `the folder holds CIFAR-${110 - classes}: write classes: ${110 - classes}` : HINT;
    throw new InputError(PART, `${missing}: is missing from ${folder}`, ["path"], hint);
  }
  const inFolder = (file: string): string => join(folder, file);
  const names = inFolder((layout.labels[column] as Layout["labels"][number]).names);
  return {
    layout,
    column,
    train: layout.train.map(inFolder),
    test: [layout.test].map(inFolder).filter((file) => existsSync(file)),
    names: existsSync(names) ? names : undefined,
  };
}

/** Number of records in a file, by its size. @throws InputError unless it is a whole number from 1 */
function countOf(path: string, { labels }: Layout): number {
  const file = basename(path);
  const record = labels.length + 3 * PIXELS;
  const { size } = sizeOf(path, file);
  if (size > 0 && size % record === 0) return size / record;
  throw new InputError(PART, `${file}: must hold records of ${record} bytes, it has ${size} bytes`, [], HINT);
}

/** Number of records in each file. @throws InputError unless they are the same: the batches are parts of one size */
function countsOf(files: readonly string[], layout: Layout): readonly number[] {
  const counts = files.map((file) => countOf(file, layout));
  const wrong = counts.findIndex((count) => count !== counts[0]);
  if (wrong < 0) return counts;
  const [first = "", file = ""] = [files[0], files[wrong]].map((path) => basename(path as string));
  const rule = `must hold as many records as ${first}, ${counts[0]}, got ${counts[wrong]}`;
  throw new InputError(PART, `${file}: ${rule}`, [], HINT);
}

function sizeOf(path: string, file: string): { readonly size: number } {
  try {
    const stats = statSync(path);
    if (stats.isFile()) return stats;
  } catch (error) {
    throw unreadable(error, file, PART);
  }
  throw new InputError(PART, `${file}: must be a file, it is a folder`);
}

function targetOf({ layout, column, names }: Located) {
  const { classes } = layout.labels[column] as Layout["labels"][number];
  if (names !== undefined) {
    return { kind: "class", classes, names: readNames(names, basename(names), classes, PART) } as const;
  }
  return classes === 10 ? ({ kind: "class", classes, names: CIFAR10 } as const) : ({ kind: "class", classes } as const);
}

/** Reads files of records: label bytes, then the red, the green and the blue plane. */
function readSplit(files: readonly string[], { layout, column }: Located): Split {
  const counts = countsOf(files, layout);
  const count = counts.reduce((sum, records) => sum + records, 0);
  const inputs = new Uint8Array(count * 3 * PIXELS);
  const targets = new Uint8Array(count);
  let example = 0;
  for (const [i, path] of files.entries()) {
    const file = basename(path);
    const bytes = readBytes(path, file, PART);
    const record = layout.labels.length + 3 * PIXELS;
    if (bytes.length !== (counts[i] as number) * record)
      throw new InputError(PART, `${file}: changed while it was read`);
    const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
    const [unwritten, total] = [Math.floor((bytes.length - end) / record), bytes.length / record];
    if (unwritten > 0) {
      const rule = `its last ${unwritten} of ${total} records are zeros, labels included: it was not written to its end`;
      throw new InputError(PART, `${file}: ${rule}`, [], HINT);
    }
    for (let start = 0; start < bytes.length; start += record, example++) {
      for (const [at, { kind, classes: most }] of layout.labels.entries()) {
        const label = bytes[start + at] as number;
        if (label < most) continue;
        const which = layout.labels.length > 1 ? `${kind} label` : "label";
        throw new InputError(
          PART,
          `${file}: ${which} of record ${start / record} must be in 0 … ${most - 1}, got ${label}`,
        );
      }
      targets[example] = bytes[start + column] as number;
      const planes = start + layout.labels.length;
      for (let pixel = 0, to = example * 3 * PIXELS; pixel < PIXELS; pixel++, to += 3) {
        inputs[to] = bytes[planes + pixel] as number;
        inputs[to + 1] = bytes[planes + PIXELS + pixel] as number;
        inputs[to + 2] = bytes[planes + 2 * PIXELS + pixel] as number;
      }
    }
  }
  return {
    count,
    inputs: { dtype: "u8", shape: SHAPE, values: inputs },
    targets: { dtype: "u8", shape: [], values: targets },
  };
}

/**
 * CIFAR-10 and CIFAR-100 (Krizhevsky), the binary version: images of 32 × 32 × 3. CIFAR-10 has five files of training
 * examples and one of test examples, CIFAR-100 one of each; without a test file, the test split is empty.
 */
export const cifar = {
  schema,
  hints: { root: "path", dir: "path", folder: "path", data_dir: "path", num_classes: "classes", label_mode: "labels" },
  aliases: ["cifar10", "cifar100", "cifar-10", "cifar-100", "cifar_10", "cifar_100"],
  describe: (options: Options): DatasetDescription => {
    const located = locate(options);
    const count = (files: readonly string[]): number =>
      countsOf(files, located.layout).reduce((sum, records) => sum + records, 0);
    return {
      shape: SHAPE,
      dtype: "u8",
      target: targetOf(located),
      train: count(located.train),
      test: count(located.test),
    };
  },
  fingerprint: (options: Options): string => {
    const { train, test, names } = locate(options);
    return fingerprintOf([...train, ...test, ...(names === undefined ? [] : [names])]);
  },
  load: (options: Options): Dataset => {
    const located = locate(options);
    return { name: "cifar", train: readSplit(located.train, located), test: readSplit(located.test, located) };
  },
} as const satisfies DatasetDefinition<Options>;
