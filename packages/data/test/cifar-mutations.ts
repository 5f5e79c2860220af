import { renameSync } from "node:fs";
import { join } from "node:path";
import { fillCifar100, records } from "./cifar-files.ts";
import { edit, folderInstead, type Mutation, put, remove } from "./mutations.ts";

const swap = (a: string, b: string) => (folder: string) => {
  renameSync(join(folder, a), join(folder, "swap"));
  renameSync(join(folder, b), join(folder, a));
  renameSync(join(folder, "swap"), join(folder, b));
};

/** Ways to spoil a folder that `fillCifar10` has filled. */
export const cifarMutations: readonly Mutation[] = [
  ...[1, 3, 5].map((batch) => ({
    what: `batch ${batch} missing`,
    change: remove(`data_batch_${batch}.bin`),
    says: [`data_batch_${batch}.bin: is missing`],
  })),
  {
    what: "a byte too few",
    change: edit("data_batch_2.bin", (bytes) => bytes.subarray(0, -1)),
    says: ["data_batch_2.bin: must hold records of 3073 bytes, it has 6145 bytes"],
  },
  {
    what: "a byte too many",
    change: edit("test_batch.bin", (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])),
    says: ["test_batch.bin: must hold records of 3073 bytes, it has 9220 bytes"],
  },
  { what: "an empty file", change: put("data_batch_4.bin", ""), says: ["data_batch_4.bin", "it has 0 bytes"] },
  { what: "an empty test file", change: put("test_batch.bin", ""), says: ["test_batch.bin", "it has 0 bytes"] },
  {
    what: "a label out of range in the first record",
    change: edit("data_batch_1.bin", (bytes) => bytes.fill(10, 0, 1)),
    says: ["data_batch_1.bin: label of record 0 must be in 0 … 9, got 10"],
  },
  {
    what: "a label out of range in a later record",
    change: edit("test_batch.bin", (bytes) => bytes.fill(255, 2 * 3073, 2 * 3073 + 1)),
    says: ["test_batch.bin: label of record 2 must be in 0 … 9, got 255"],
  },
  {
    what: "records shifted by a byte",
    change: edit("data_batch_5.bin", (bytes) => Buffer.concat([bytes.subarray(1), Buffer.of(200)])),
    says: ["data_batch_5.bin: label of record 1 must be in 0 … 9"],
  },
  {
    what: "a record too few, cut between two",
    change: edit("data_batch_4.bin", (bytes) => bytes.subarray(0, 3073)),
    says: ["data_batch_4.bin: must hold as many records as data_batch_1.bin, 2, got 1"],
  },
  {
    what: "a batch twice in its file",
    change: edit("data_batch_2.bin", (bytes) => Buffer.concat([bytes, bytes])),
    says: ["data_batch_2.bin: must hold as many records as data_batch_1.bin, 2, got 4"],
  },
  {
    what: "a file that was allocated, but not written to its end",
    change: edit("data_batch_3.bin", (bytes) => bytes.fill(0, 3000)),
    says: ["data_batch_3.bin: its last 1 of 2 records are zeros, labels included"],
  },
  {
    what: "a test file of zeros",
    change: edit("test_batch.bin", (bytes) => bytes.fill(0)),
    says: ["test_batch.bin: its last 3 of 3 records are zeros"],
  },
  {
    what: "a folder in place of a batch",
    change: folderInstead("data_batch_3.bin"),
    says: ["data_batch_3.bin: must be a file, it is a folder"],
  },
  {
    what: "a folder in place of the test file",
    change: folderInstead("test_batch.bin"),
    says: ["test_batch.bin: must be a file, it is a folder"],
  },
  {
    what: "CIFAR-10 as CIFAR-100",
    change: () => undefined,
    options: { classes: 100 },
    says: ["train.bin: is missing", "write classes: 10"],
  },
  {
    what: "CIFAR-100 as CIFAR-10",
    change: (folder) => {
      for (let batch = 1; batch <= 5; batch++) remove(`data_batch_${batch}.bin`)(folder);
      fillCifar100(folder);
    },
    says: ["data_batch_1.bin: is missing", "write classes: 100"],
  },
  {
    what: "coarse labels of CIFAR-10",
    change: () => undefined,
    options: { labels: "coarse" },
    says: ['labels must be "fine" with 10 classes, got "coarse"'],
  },
  {
    what: "files of CIFAR-100 under CIFAR-10's names",
    change: put(
      "data_batch_1.bin",
      records(
        [
          [1, 2],
          [3, 4],
        ],
        1,
      ),
    ),
    says: ["data_batch_1.bin: must hold records of 3073 bytes, it has 6148 bytes"],
  },
  {
    what: "a names file in place of a batch",
    change: (folder) => {
      put("batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n")(folder);
      swap("batches.meta.txt", "data_batch_1.bin")(folder);
    },
    says: ["batches.meta.txt: must hold the names of 10 classes, one a line, got "],
  },
  {
    what: "a name too few",
    change: put("batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\n"),
    says: ["batches.meta.txt: must hold the names of 10 classes, one a line, got 9"],
  },
  {
    what: "an empty name",
    change: put("batches.meta.txt", "a\nb\n\nd\ne\nf\ng\nh\ni\nj\n"),
    says: ["batches.meta.txt: line 3 must hold a name"],
  },
];

/** Ways to spoil a folder that `fillCifar100` has filled. */
export const cifar100Mutations: readonly Mutation[] = [
  {
    what: "a fine label out of range",
    change: edit("cifar-100-binary/train.bin", (bytes) => bytes.fill(100, 3075, 3076)),
    says: ["train.bin: fine label of record 1 must be in 0 … 99, got 100"],
  },
  {
    what: "a coarse label out of range, though the fine ones are read",
    change: edit("cifar-100-binary/test.bin", (bytes) => bytes.fill(20, 0, 1)),
    says: ["test.bin: coarse label of record 0 must be in 0 … 19, got 20"],
  },
  {
    what: "a training file that was not written to its end",
    change: edit("cifar-100-binary/train.bin", (bytes) => bytes.fill(0, 3074)),
    says: ["train.bin: its last 1 of 2 records are zeros"],
  },
  {
    what: "records of CIFAR-10",
    change: put("cifar-100-binary/train.bin", records([[1], [2]], 1)),
    says: ["train.bin: must hold records of 3074 bytes, it has 6146 bytes"],
  },
  {
    what: "names of the coarse labels for the fine ones",
    change: put("cifar-100-binary/fine_label_names.txt", "fish\nfruit\n"),
    says: ["fine_label_names.txt: must hold the names of 100 classes, one a line, got 2"],
  },
  { what: "no training file", change: remove("cifar-100-binary/train.bin"), says: ["train.bin: is missing"] },
].map((mutation) => ({ ...mutation, options: { classes: 100 } }));
