import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** An IDX file of bytes: the magic number, the extents, the elements. */
export function idxBytes(shape: readonly number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x800 + shape.length);
  shape.forEach((extent, axis) => {
    header.writeUInt32BE(extent, 4 + 4 * axis);
  });
  return Buffer.concat([header, Uint8Array.from(values)]);
}

/** Element i of the images of a split: different in either split, and from pixel to pixel. */
export const element = (i: number, test: boolean): number => (i * 7 + (test ? 100 : 0)) % 251;

export interface IdxFill {
  readonly prefix?: string;
  /** Height, width and, for idx4, channels. */
  readonly image?: readonly number[];
  readonly train?: readonly number[];
  /** Labels; null: no test split. */
  readonly test?: readonly number[] | null;
  readonly testName?: "t10k" | "test";
  readonly packed?: boolean;
  /** Between the name of a part and its form. */
  readonly dot?: boolean;
}

/** Fills a folder with the four files of a small dataset: 6 training and 3 test images of 2 × 3. */
export function fillIdx(folder: string, fill: IdxFill = {}): void {
  const { prefix = "", image = [2, 3], train = [0, 1, 2, 2, 1, 0], test = [2, 0, 1] } = fill;
  const { testName = "t10k", packed = false, dot = false } = fill;
  const size = image.reduce((product, extent) => product * extent, 1);
  const write = (name: string, rank: number, bytes: Buffer): void => {
    const file = `${prefix}${name}${dot ? "." : "-"}idx${rank}-ubyte${packed ? ".gz" : ""}`;
    writeFileSync(join(folder, file), packed ? gzipSync(bytes) : bytes);
  };
  for (const [name, labels] of [["train", train] as const, [testName, test] as const]) {
    if (!labels) continue;
    const values = Array.from({ length: labels.length * size }, (_, i) => element(i, name !== "train"));
    write(`${name}-images`, image.length + 1, idxBytes([labels.length, ...image], values));
    write(`${name}-labels`, 1, idxBytes([labels.length], labels));
  }
}
