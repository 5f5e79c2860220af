import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { csv } from "../src/datasets/csv.ts";
import { readMnist } from "../src/datasets/mnist.ts";
import type { augmentations, datasets, Target } from "../src/index.ts";
import { fillWithDamage } from "./mnist-folder.ts";
import { resolve } from "./part-schema.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

export interface DatasetCase {
  /** As a spec gives them, without `type`; defaults are filled in. */
  readonly options: object;
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
} as const satisfies Partial<Record<keyof typeof datasets, readonly DatasetCase[]>>;

/** At least one case for every registered augmentation, and every option that changes what it does. */
export const augmentationCases = {
  random_affine: [
    { options: { degrees: 20 }, input: [9, 7, 2] },
    { options: { degrees: 0, translate: [0.3, 0.1] }, input: [8, 9, 1] },
    { options: { degrees: 0, scale: [0.7, 1.3], interpolation: "bilinear" }, input: [7, 8, 3] },
    { options: { degrees: 0, shear: 30 }, input: [8, 8, 1], target: { kind: "values", size: 3 } },
    { options: { degrees: 0, scale: [0.5, 0.5] }, input: [6, 6, 1], deterministic: true },
  ],
} as const satisfies Partial<Record<keyof typeof augmentations, readonly AugmentationCase[]>>;
