import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cifar } from "../src/datasets/cifar.ts";
import { csv } from "../src/datasets/csv.ts";
import { idx } from "../src/datasets/idx.ts";
import { image_folder } from "../src/datasets/image_folder.ts";
import { readMnist } from "../src/datasets/mnist.ts";
import type { augmentations, datasets, Target } from "../src/index.ts";
import { fillCifar10, fillCifar100 } from "./cifar-files.ts";
import { fillIdx } from "./idx-files.ts";
import { fillImages } from "./image-files.ts";
import { fillWithDamage } from "./mnist-folder.ts";
import { resolve } from "./part-schema.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

import { edit, thrownFor } from "./mutations.ts";

export interface DatasetCase {
  /** What is particular to it. Default: its options. */
  readonly what?: string;
  /** As a spec gives them, without `type`; defaults are filled in. Of a dataset from files: what fills an empty folder gives them. */
  readonly options: object | ((folder: string) => object);
  /** Of a dataset that is read from files: ways in which they may be damaged. */
  readonly damages?: readonly {
    readonly what: string;
    /** What the error must name. */
    readonly file: string;
    /** Puts damaged files into an empty folder and reads them. */
    readonly read: (folder: string) => unknown;
  }[];
}

export interface AugmentationCase {
  /** As a spec gives them, without `type`; defaults are filled in. */
  readonly options: object;
  /** The shape of one input. */
  readonly input: readonly number[];
  /** Default: 10 classes. */
  readonly target?: Target;
  /** It does the same at every draw. */
  readonly deterministic?: true;
}

/** Reads damaged files as a run does: described, then loaded. */
function readAll(registered: object, options: object): unknown {
  const error = thrownFor(registered, options);
  if (error) throw error;
  return undefined;
}

/** At least one case for every registered dataset. */
export const datasetCases = {
  mnist: [
    {
      options: {},
      damages: [
        {
          what: "a missing file",
          file: "t10k-labels-idx1-ubyte",
          read: (folder) => {
            fillWithDamage(folder, "t10k-labels-idx1-ubyte", () => undefined);
            return readMnist(folder);
          },
        },
        {
          what: "a flipped bit",
          file: "t10k-images-idx3-ubyte",
          read: (folder) => {
            fillWithDamage(folder, "t10k-images-idx3-ubyte", (bytes) => bytes.fill(1, 5000, 5001));
            return readMnist(folder);
          },
        },
      ],
    },
  ],
  csv: [
    {
      options: { path: fixture("flowers.csv"), target: "species" },
      damages: [
        {
          what: "a missing file",
          file: "nothing.csv",
          read: (folder) => csv.load(resolve(csv, { path: join(folder, "nothing.csv"), target: "species" }) as never),
        },
      ],
    },
    { options: { path: fixture("flowers.csv"), target: "species", test: 0.3, categorical: ["petals"] } },
    { options: { path: fixture("flowers.csv"), target: "species", test: fixture("flowers-test.csv") } },
    { options: { path: fixture("flowers.csv"), target: ["width", "length"], kind: "values", features: ["colour"] } },
    { options: { path: fixture("flowers-missing.csv"), target: "species", missing: "mean", test: { column: "part" } } },
  ],
  synthetic: [
    { options: { kind: "blobs", examples: 50, classes: 4, features: 3 } },
    { options: { kind: "moons", noise: 0.1 } },
    { options: { kind: "spirals", examples: 900, classes: 300 } },
    { options: { kind: "xor", test: 0 } },
    { options: { kind: "regression", features: 12, noise: 2, seed: 5 } },
  ],
  idx: [
    {
      what: "plain files",
      options: (path) => {
        fillIdx(path);
        return { path };
      },
      damages: [
        {
          what: "a cut last image",
          file: "t10k-images-idx3-ubyte",
          read: (path) => {
            fillIdx(path);
            edit("t10k-images-idx3-ubyte", (bytes) => bytes.subarray(0, -1))(path);
            return readAll(idx, { path });
          },
        },
      ],
    },
    {
      what: "packed files, transposed, labels from 1",
      options: (path) => {
        fillIdx(path, { packed: true, prefix: "emnist-letters-", train: [1, 2, 5], test: [5] });
        return { path };
      },
    },
    {
      what: "colour, a share as the test split",
      options: (path) => {
        fillIdx(path, { image: [2, 3, 3], test: null });
        return { path, test: 0.5 };
      },
    },
  ],
  cifar: [
    {
      what: "10 classes",
      options: (path) => {
        fillCifar10(path);
        return { path };
      },
      damages: [
        {
          what: "a label out of range",
          file: "data_batch_3.bin",
          read: (path) => {
            fillCifar10(path);
            edit("data_batch_3.bin", (bytes) => bytes.fill(77, 0, 1))(path);
            return readAll(cifar, { path });
          },
        },
      ],
    },
    {
      what: "20 groups of 100 classes",
      options: (path) => {
        fillCifar100(path);
        return { path, classes: 100, labels: "coarse" };
      },
    },
  ],
  image_folder: [
    {
      what: "train and test",
      options: (path) => {
        fillImages(path);
        return { path };
      },
      damages: [
        {
          what: "a flipped bit",
          file: "train/dog/a.png",
          read: (path) => {
            fillImages(path);
            edit("train/dog/a.png", (bytes) => bytes.fill((bytes[50] as number) ^ 1, 50, 51))(path);
            return readAll(image_folder, { path });
          },
        },
      ],
    },
    {
      what: "gray, resized, a share as the test split",
      options: (path) => {
        fillImages(path);
        return { path: join(path, "train"), channels: 1, size: [3, 6], test: 0.4 };
      },
    },
  ],
} as const satisfies Partial<Record<keyof typeof datasets, readonly DatasetCase[]>>;

/** At least one case for every registered augmentation, and every option that changes what it does. */
export const augmentationCases = {
  random_affine: [
    { options: { degrees: 20 }, input: [9, 7, 2] },
    { options: { degrees: 0, translate: [0.3, 0.1] }, input: [8, 9, 1] },
    { options: { degrees: 0, scale: [0.7, 1.3], interpolation: "bilinear" }, input: [7, 8, 3] },
    { options: { degrees: [0, 90], shear: [0, 10, -20, 20] }, input: [5, 6, 1] },
    { options: { degrees: 0, shear: 30 }, input: [8, 8, 1], target: { kind: "values", size: 3 } },
    { options: { degrees: 0, scale: [0.5, 0.5] }, input: [6, 6, 1], deterministic: true },
  ],
  random_crop: [
    { options: { padding: 2 }, input: [6, 8, 3] },
    { options: { padding: [0, 3], size: [5, 4], fill: 128 }, input: [5, 4, 1] },
    { options: { padding: [4, 0, 0, 0] }, input: [3, 7, 2], target: { kind: "values", size: 2 } },
  ],
  random_horizontal_flip: [
    { options: {}, input: [4, 9, 1] },
    { options: { p: 0.3 }, input: [3, 4, 3] },
    { options: { p: 1 }, input: [2, 6, 1], deterministic: true },
  ],
  elastic: [
    { options: {}, input: [9, 8, 1] },
    { options: { alpha: 10, sigma: 0.7 }, input: [6, 7, 3] },
    { options: { alpha: 1, sigma: 0 }, input: [5, 5, 1] },
  ],
  random_erasing: [
    { options: {}, input: [9, 8, 1] },
    { options: { p: 1, scale: [0.1, 0.2], ratio: [0.5, 1], value: -3 }, input: [8, 9, 3] },
    { options: { p: 1, value: "random" }, input: [6, 7, 2] },
  ],
  mixup: [
    { options: {}, input: [4, 5, 2] },
    { options: { alpha: 0.2 }, input: [7], target: { kind: "values", size: 2 } },
  ],
  cutmix: [
    { options: {}, input: [9, 8, 1] },
    { options: { alpha: 0.5 }, input: [6, 7, 3] },
  ],
  gaussian_noise: [
    { options: {}, input: [5, 7, 3] },
    { options: { mean: 0.2, sigma: 0 }, input: [4, 4, 1], deterministic: true },
    { options: { mean: 1, sigma: 0.5 }, input: [13], target: { kind: "values", size: 1 } },
  ],
} as const satisfies Partial<Record<keyof typeof augmentations, readonly AugmentationCase[]>>;
