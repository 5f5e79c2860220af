import { gzipSync } from "node:zlib";
import { fillIdx, idxBytes } from "./idx-files.ts";
import { edit, folderInstead, type Mutation, put, remove } from "./mutations.ts";

const TRAIN = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"] as const;
const TEST = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"] as const;
/** Packs a file, in place of the plain one, as `change` makes it. */
const packed = (file: string, change: (bytes: Buffer) => Uint8Array) => edit(file, (bytes) => change(gzipSync(bytes)));
const flip = (at: number) => (bytes: Buffer) =>
  bytes.fill((bytes.at(at) as number) ^ 0xff, bytes.length + at, bytes.length + at + 1);

/** Ways to spoil a folder that `fillIdx` has filled. */
export const idxMutations: readonly Mutation[] = [
  { what: "training images missing", change: remove(TRAIN[0]), says: ["train-images-idx3-ubyte: is missing"] },
  { what: "training labels missing", change: remove(TRAIN[1]), says: ["train-labels-idx1-ubyte: is missing"] },
  { what: "test images missing", change: remove(TEST[0]), says: ["t10k-images-idx3-ubyte: is missing"] },
  { what: "test labels missing", change: remove(TEST[1]), says: ["t10k-labels-idx1-ubyte: is missing"] },
  {
    what: "no training split",
    change: remove(...TRAIN),
    says: ["train-images-idx3-ubyte: is missing"],
  },
  {
    what: "an empty folder",
    change: remove(...TRAIN, ...TEST),
    says: ["holds no IDX files", "it needs train-images-idx3-ubyte"],
  },
  {
    what: "empty training images",
    change: put(TRAIN[0], Buffer.alloc(0)),
    says: [TRAIN[0], "the file ends at byte 0"],
  },
  { what: "empty test labels", change: put(TEST[1], Buffer.alloc(0)), says: [TEST[1], "the file ends at byte 0"] },
  {
    what: "another magic number",
    change: edit(TRAIN[0], (bytes) => bytes.fill(1, 0, 1)),
    says: [TRAIN[0], "must be 0x00000803, got 0x01000803"],
  },
  {
    what: "elements of floating point",
    change: edit(TEST[0], (bytes) => bytes.fill(0x0d, 2, 3)),
    says: [TEST[0], "got 0x00000d03"],
  },
  {
    what: "images in the file of labels",
    change: put(TRAIN[1], idxBytes([6, 2, 3], new Array(36).fill(0))),
    says: [TRAIN[1], "must be 0x00000801, got 0x00000803"],
  },
  {
    what: "labels in the file of images",
    change: put(TEST[0], idxBytes([3], [0, 1, 2])),
    says: [TEST[0], "must be 0x00000803, got 0x00000801"],
  },
  {
    what: "a count of images above the data",
    change: edit(TRAIN[0], (bytes) => bytes.fill(7, 7, 8)),
    says: [TRAIN[1], "must hold a label for each of the 7 images of train-images-idx3-ubyte, got 6"],
  },
  {
    what: "a label too few",
    change: put(TRAIN[1], idxBytes([5], [0, 1, 2, 2, 1])),
    says: [TRAIN[1], "each of the 6 images", "got 5"],
  },
  {
    what: "a label too many in the test split",
    change: put(TEST[1], idxBytes([4], [0, 1, 2, 2])),
    says: [TEST[1], "each of the 3 images", "got 4"],
  },
  {
    what: "a byte too many",
    change: edit(TEST[0], (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])),
    says: [TEST[0], "too long"],
  },
  { what: "a byte too few", change: edit(TRAIN[0], (bytes) => bytes.subarray(0, -1)), says: [TRAIN[0], "truncated"] },
  {
    what: "labels and images exchanged between the splits",
    change: (folder) => {
      put(TRAIN[1], idxBytes([3], [2, 0, 1]))(folder);
      put(TEST[1], idxBytes([6], [0, 1, 2, 2, 1, 0]))(folder);
    },
    says: [TRAIN[1], "each of the 6 images", "got 3"],
  },
  {
    what: "a label of the test split alone",
    change: edit(TEST[1], (bytes) => bytes.fill(9, 9, 10)),
    says: [TEST[1], "label 1 must be one of the training split's, got 9", "holds 0, 1, 2"],
  },
  {
    what: "one class alone",
    change: edit(TRAIN[1], (bytes) => bytes.fill(4, 8)),
    says: [TRAIN[1], "at least two classes, every label is 4"],
  },
  {
    what: "test images of another size",
    change: put(TEST[0], idxBytes([3, 3, 2], new Array(18).fill(0))),
    says: [TEST[0], "must be 2 × 3 × 1", "got 3 × 2 × 1"],
  },
  {
    what: "images without pixels",
    change: put(TRAIN[0], idxBytes([6, 0, 3], [])),
    says: [TRAIN[0], "at least one pixel, got 0 × 3"],
  },
  {
    what: "no training examples",
    change: (folder) => {
      put(TRAIN[0], idxBytes([0, 2, 3], []))(folder);
      put(TRAIN[1], idxBytes([0], []))(folder);
    },
    says: [TRAIN[0], "at least one image, got 0"],
  },
  {
    what: "extents past any memory",
    change: edit(TRAIN[0], (bytes) => bytes.fill(255, 8, 16)),
    says: [TRAIN[0], "must hold at most 4 GiB"],
  },
  { what: "a folder in place of images", change: folderInstead(TRAIN[0]), says: [TRAIN[0], "EISDIR"] },
  { what: "a folder in place of labels", change: folderInstead(TEST[1]), says: [TEST[1], "EISDIR"] },
  {
    what: "two files of one part",
    change: (folder) => fillIdx(folder, { dot: true }),
    says: ["train-images", "only one may be there"],
  },
  {
    what: "a truncated gzip file",
    change: packed(TRAIN[0], (bytes) => bytes.subarray(0, -9)),
    says: [TRAIN[0], "the gzip data is damaged (unexpected end of file)"],
  },
  {
    what: "a wrong gzip checksum",
    change: packed(TRAIN[0], flip(-8)),
    says: [TRAIN[0], "damaged (incorrect data check)"],
  },
  {
    what: "gzip data with a flipped byte",
    change: packed(TEST[0], flip(-14)),
    says: [TEST[0], "the gzip data is damaged"],
  },
  { what: "a gzip header alone", change: put(TEST[1], Buffer.from([0x1f, 0x8b, 8, 0])), says: [TEST[1]] },
  {
    what: "gzip data that unpacks to more than its header says",
    change: put(
      TRAIN[0],
      gzipSync(Buffer.concat([idxBytes([6, 2, 3], new Array(36).fill(1)), Buffer.alloc(50_000_000)])),
    ),
    says: [TRAIN[0], "too long: unpacked, it holds more than the 6 × 2 × 3 elements"],
  },
  {
    what: "gzip data that unpacks to less than its header says",
    change: put(TRAIN[0], gzipSync(idxBytes([6, 2, 3], new Array(35).fill(1)))),
    says: [TRAIN[0], "truncated: 6 × 2 × 3 elements"],
  },
  {
    what: "a share beside a test split",
    change: () => undefined,
    options: { test: 0.5 },
    says: ["test must be left out", "got 0.5", TEST[0]],
  },
  {
    what: "a share that leaves nothing",
    change: remove(...TEST),
    options: { test: 0.99 },
    says: ["test 0.99 of 6 examples leaves nothing to train on"],
  },
  {
    what: "another number of names than of classes",
    change: () => undefined,
    options: { class_names: ["a", "b"] },
    says: ["class_names must have a name for each of the 3 classes, got 2", "0, 1, 2"],
  },
  {
    what: "several datasets of which none is chosen",
    change: (folder) => {
      remove(...TRAIN, ...TEST)(folder);
      for (const prefix of ["emnist-letters-", "emnist-digits-"]) fillIdx(folder, { prefix });
    },
    says: ["holds several datasets", 'prefix can be "emnist-digits-", "emnist-letters-"'],
  },
  {
    what: "a prefix that no file has",
    change: () => undefined,
    options: { prefix: "emnist-" },
    says: ['holds no files that begin with "emnist-"', 'prefix can be ""'],
  },
  {
    what: "a mapping without a class",
    change: put("mapping.txt", "0 65\n2 67\n"),
    says: ["mapping.txt: must name label 1"],
  },
  {
    what: "a mapping that is none",
    change: put("mapping.txt", "0 65\n1 sixty-six\n"),
    says: ["mapping.txt: line 2", "1 sixty-six"],
  },
];
