import { readSync } from "node:fs";
import { sha256OfAll } from "./hash.ts";

/** SHA-256 of the rest of an open file, in hex; a block of it is in memory at a time. */
export const sha256OfFile = (descriptor: number): string => sha256OfAll(blocksOf(descriptor));

const block = new Uint8Array(2 ** 20);

function* blocksOf(descriptor: number): Generator<Uint8Array> {
  for (let count = readSync(descriptor, block); count > 0; count = readSync(descriptor, block)) {
    yield block.subarray(0, count);
  }
}
