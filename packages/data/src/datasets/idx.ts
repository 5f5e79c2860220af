import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { Dataset, DatasetDefinition, DatasetDescription, ImageShape, Split } from "../contract.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { sha256 } from "../hash.ts";
import { type IdxClasses, readClasses } from "../idx/classes.ts";
import { findIdx, type IdxFolder } from "../idx/folder.ts";
import { type IdxFile, readHeader, readPacked } from "../idx/packed.ts";
import { heldOut } from "../split.ts";
import { fractionSchema, noTest, requireTrained, splitOffTest } from "../test-fraction.ts";

const PART = "data/idx";

const schema = {
  type: "object",
  description: "A folder of IDX or IDX.gz files: Fashion-MNIST, KMNIST, EMNIST and whatever has this form.",
  examples: [{ path: "./fashion-mnist" }],
  additionalProperties: false,
  required: ["path"],
  properties: {
    path: {
      type: "string",
      minLength: 1,
      format: "path",
      description: "Folder of the files: train-images-idx3-ubyte[.gz], train-labels-idx1-ubyte[.gz], the two of t10k.",
    },
    test: {
      anyOf: [{ type: "null", title: "null (the files of t10k, if there are any)" }, fractionSchema],
      default: null,
      description: "A share of the training split as the test split, where the folder has no files of one.",
    },
    prefix: {
      type: "string",
      default: "",
      description:
        'What the names of the files begin with: "emnist-letters-". Needed where the folder holds several datasets.',
    },
    transpose: {
      enum: ["auto", true, false],
      default: "auto",
      description:
        "Whether rows and columns of the images are exchanged. auto: those of EMNIST are, by the files' names.",
    },
    class_names: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: "Names of the classes, in the order of their labels. Default: EMNIST's mapping.txt, or the numbers.",
    },
  },
} as const;
type Options = FromSchema<typeof schema>;

/** Of one image; transposed images have their sides exchanged. */
function shapeOf(
  { dimensions, file }: IdxFile,
  [, height = 0, width = 0, channels = 1]: readonly number[],
): ImageShape {
  if (height * width * channels > 0) return [height, width, channels];
  const got = [height, width, channels].slice(0, dimensions - 1).join(" × ");
  throw new InputError(PART, `${file}: images must have at least one pixel, got ${got}`);
}

interface Checked {
  readonly folder: IdxFolder;
  readonly classes: IdxClasses;
  /** Of one image as it is in the files. */
  readonly stored: ImageShape;
  readonly transposed: boolean;
}

const isTransposed = ({ transpose }: Options, { prefix }: IdxFolder): boolean =>
  transpose === "auto" ? prefix.startsWith("emnist-") : transpose;

/** Finds the files, reads headers and labels, and holds them against one another. */
function check(options: Options): Checked {
  const folder = findIdx(options.path, options.prefix);
  const { train, test } = folder;
  if (test && options.test !== null) {
    const rule = `test must be left out where the folder has a test split, got ${options.test}`;
    throw new InputError(PART, rule, ["test"], `it is in ${test.images.file}`);
  }
  const classes = readClasses(folder, options.class_names);
  const stored = shapeOf(train.images, readHeader(train.images).shape);
  if (test) {
    const other = shapeOf(test.images, readHeader(test.images).shape);
    if (other.join() !== stored.join()) {
      const rule = `images must be ${stored.join(" × ")} as in ${train.images.file}, got ${other.join(" × ")}`;
      throw new InputError(PART, `${test.images.file}: ${rule}`);
    }
  }
  return { folder, classes, stored, transposed: isTransposed(options, folder) };
}

/** Images [height, width, channels] → [width, height, channels]. */
function transpose(images: Uint8Array, [height, width, channels]: ImageShape): Uint8Array {
  const result = new Uint8Array(images.length);
  let at = 0;
  for (let image = 0; image < images.length; image += height * width * channels) {
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) {
        const pixel = image + (y * width + x) * channels;
        for (let c = 0; c < channels; c++) result[at++] = images[pixel + c] as number;
      }
    }
  }
  return result;
}

const turned = ([height, width, channels]: ImageShape, transposed: boolean): ImageShape =>
  transposed ? [width, height, channels] : [height, width, channels];

/**
 * A folder of IDX files, packed by gzip or not: Fashion-MNIST, KMNIST, EMNIST, and whatever has this form. Images of n × height ×
 * width (idx3) or n × height × width × channels (idx4) bytes, and a byte a label.
 */
export const idx = {
  schema,
  hints: {
    root: "path",
    dir: "path",
    folder: "path",
    data_dir: "path",
    split: "prefix",
    test_size: "test",
    classes: "class_names",
    names: "class_names",
    labels: "class_names",
  },
  aliases: ["fashion_mnist", "fashionmnist", "fashion-mnist", "kmnist", "emnist", "ubyte"],
  describe: (options: Options): DatasetDescription => {
    const { classes, stored, transposed } = check(options);
    const cut = options.test === null ? 0 : heldOut(options.test, classes.train.length, "test");
    return {
      shape: turned(stored, transposed),
      dtype: "u8",
      target: classes.target,
      train: classes.train.length - cut,
      test: classes.test.length + cut,
      ...(classes.lone !== undefined && { lone: classes.lone }),
    };
  },
  // Whether images are transposed may follow from the files' names, which are no part of what they hold.
  fingerprint: (options: Options): string => {
    const folder = findIdx(options.path, options.prefix);
    const { train, test, mapping } = folder;
    const data = [train, ...(test ? [test] : [])].flatMap(({ images, labels }) => [images.path, labels.path]);
    const files = fingerprintOf(mapping === undefined ? data : [...data, mapping]);
    return sha256(JSON.stringify([files, isTransposed(options, folder)]));
  },
  load: (options: Options): Dataset => {
    const { folder, classes, stored, transposed } = check(options);
    const read = (images: IdxFile, labels: Uint8Array): Split => {
      const { values } = readPacked(images);
      return {
        count: labels.length,
        inputs: {
          dtype: "u8",
          shape: turned(stored, transposed),
          values: transposed ? transpose(values, stored) : values,
        },
        targets: { dtype: "u8", shape: [], values: labels },
      };
    };
    const train = read(folder.train.images, classes.train);
    if (options.test !== null)
      return { name: "idx", ...requireTrained(splitOffTest(train, classes.target, options.test), classes.target) };
    return { name: "idx", train, test: folder.test ? read(folder.test.images, classes.test) : noTest(train) };
  },
} as const satisfies DatasetDefinition<Options>;
