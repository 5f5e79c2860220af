import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { Dataset, DatasetDefinition, DatasetDescription, Target } from "../contract.ts";
import { decodedCache } from "../decoded-cache.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { sha256 } from "../hash.ts";
import { decodeAll } from "../image-folder/decode-all.ts";
import { type ImageListing, listImages } from "../image-folder/listing.ts";
import { heldOut } from "../split.ts";
import { fractionSchema, requireTrained, splitOffTest } from "../test-fraction.ts";

const PART = "data/image_folder";

/** Counts up when the same files give other pixels. */
const DECODING = 1;

const side = { type: "integer", minimum: 1, maximum: 8192 } as const;
const schema = {
  type: "object",
  description: "A folder of PNG and JPEG files with a folder for each class (torchvision.datasets.ImageFolder).",
  examples: [{ path: "./flowers", size: 32, test: 0.2 }],
  additionalProperties: false,
  required: ["path"],
  properties: {
    path: {
      type: "string",
      minLength: 1,
      format: "path",
      description:
        "Folder with a folder of PNG or JPEG files for each class, or with such folders below train and test.",
    },
    test: {
      anyOf: [
        { type: "null", title: 'null (the folder "test", if there is one)' },
        fractionSchema,
        { type: "string", minLength: 1, format: "path", title: "the path of a folder with the same classes" },
      ],
      default: null,
      description: "The test split where path has no folder of it: a share of the images, or a second folder.",
    },
    size: {
      anyOf: [
        { type: "null", title: "null (the images have one size)" },
        side,
        { type: "array", items: side, minItems: 2, maxItems: 2, title: "a list of height and width" },
      ],
      default: null,
      description: "Resizes every image: one number for both sides, or [height, width]. Bilinear, antialiased.",
    },
    channels: {
      enum: [1, 3],
      default: 3,
      description: "3: red, green, blue; 1: gray (ITU-R 601). Transparency is dropped.",
    },
  },
} as const;
type Options = FromSchema<typeof schema>;

const listingOf = ({ path, test }: Options): ImageListing => {
  const listing = listImages(path, typeof test === "string" ? test : undefined);
  if (typeof test !== "number" || !listing.test) return listing;
  throw new InputError(PART, `test must be left out, ${path} has a folder "test" already, got ${test}`, ["test"]);
};

/** Of what the files hold, of the class and the place of each, and of how they are decoded. */
function fingerprintOfListing({ path }: Options, { train, test = [] }: ImageListing): string {
  const files = [...train, ...test].map((file) => file.path);
  const members = [train, test].map((split) => split.map(({ member }) => member));
  return sha256(JSON.stringify([DECODING, members, fingerprintOf(files, undefined, path)]));
}

/** Height and width that every image gets. */
function sidesOf({ size }: Options): readonly [number, number] | null {
  if (size === null) return null;
  return typeof size === "number" ? [size, size] : [size[0] as number, size[1] as number];
}

/** All images, decoded once and kept; a share that becomes the test split is not cut off yet. */
function decoded(options: Options, listing: ImageListing): Dataset {
  const { channels } = options;
  const size = sidesOf(options);
  const fingerprint = fingerprintOfListing(options, listing);
  return decodedCache(JSON.stringify(["image_folder", fingerprint, size, channels]), () => {
    const dataset = decodeAll(listing, size, channels);
    if (fingerprintOfListing(options, listingOf(options)) === fingerprint) return dataset;
    throw new InputError(PART, `${options.path}: its files changed while they were read`, ["path"], "start again");
  });
}

/**
 * A folder of PNG and JPEG files, a folder a class, as torchvision's ImageFolder: `<class>/…`, or `train/<class>/…` and
 * `test/<class>/…`. Classes are in code-unit order of their names. What is decoded is kept, by the files' contents.
 */
export const image_folder = {
  schema,
  hints: {
    root: "path",
    dir: "path",
    folder: "path",
    data_dir: "path",
    directory: "path",
    image_size: "size",
    img_size: "size",
    resize: "size",
    target_size: "size",
    test_size: "test",
    color_mode: "channels",
    in_channels: "channels",
  },
  aliases: ["imagefolder", "image-folder", "images", "image_dataset_from_directory", "folder", "png", "jpeg"],
  describe: (options: Options): DatasetDescription => {
    const listing = listingOf(options);
    const { train, test } = decoded(options, listing);
    const cut = typeof options.test === "number" ? heldOut(options.test, train.count, "test") : 0;
    const { classes } = listing;
    const target = { kind: "class", classes: classes.length, names: classes } as const;
    return { shape: train.inputs.shape, dtype: "u8", target, train: train.count - cut, test: test.count + cut };
  },
  fingerprint: (options: Options): string => fingerprintOfListing(options, listingOf(options)),
  load: (options: Options): Dataset => {
    const listing = listingOf(options);
    const whole = decoded(options, listing);
    if (typeof options.test !== "number") return whole;
    const target: Target = { kind: "class", classes: listing.classes.length };
    return { name: whole.name, ...requireTrained(splitOffTest(whole.train, target, options.test), target) };
  },
} as const satisfies DatasetDefinition<Options>;
