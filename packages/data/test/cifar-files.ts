import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Byte i of the pixels of a file, in the order of the file: plane after plane. */
export const pixel = (i: number, file: number): number => (i * 13 + file * 50) % 249;

/** Records of label bytes and 3072 pixels. */
export function records(labels: readonly (readonly number[])[], file: number): Buffer {
  return Buffer.concat(
    labels.map((own, record) =>
      Buffer.from([...own, ...Array.from({ length: 3072 }, (_, i) => pixel(record * 3072 + i, file))]),
    ),
  );
}

/** Fills a folder as the binary version of CIFAR-10: two records a training file, three of test. */
export function fillCifar10(folder: string): void {
  for (let batch = 1; batch <= 5; batch++) {
    writeFileSync(join(folder, `data_batch_${batch}.bin`), records([[batch], [9 - batch]], batch));
  }
  writeFileSync(join(folder, "test_batch.bin"), records([[0], [9], [4]], 6));
}

/** Fills a folder as CIFAR-100: a coarse and a fine label a record. */
export function fillCifar100(folder: string): void {
  const inner = join(folder, "cifar-100-binary");
  mkdirSync(inner);
  writeFileSync(
    join(inner, "train.bin"),
    records(
      [
        [19, 99],
        [0, 1],
      ],
      1,
    ),
  );
  writeFileSync(join(inner, "test.bin"), records([[3, 42]], 2));
}
