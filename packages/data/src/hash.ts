import { createHash } from "node:crypto";
import { readSync } from "node:fs";

/** SHA-256 of some bytes, in hex. */
export const sha256 = (bytes: Uint8Array | string): string => sha256OfAll([bytes]);

/** SHA-256 of pieces of bytes, one after the other, in hex. */
export function sha256OfAll(pieces: readonly (Uint8Array | string)[]): string {
  const hash = createHash("sha256");
  // A call takes less than 2 GiB.
  const most = 2 ** 30;
  for (const piece of pieces) {
    if (typeof piece === "string") hash.update(piece);
    else for (let start = 0; start < piece.length; start += most) hash.update(piece.subarray(start, start + most));
  }
  return hash.digest("hex");
}

const block = new Uint8Array(2 ** 20);

/** SHA-256 of the rest of an open file, in hex; a block of it is in memory at a time. */
export function sha256OfFile(descriptor: number): string {
  const hash = createHash("sha256");
  for (let count = -1; count !== 0; ) {
    count = readSync(descriptor, block);
    hash.update(block.subarray(0, count));
  }
  return hash.digest("hex");
}

/**
 * The identity of a dataset: SHA-256 over the digests of its four arrays. An array's digest is the SHA-256 of its IDX
 * form (magic, extents, elements), which fixes element type and shape too; so a file that is IDX already is hashed once,
 * for its checksum and for the identity, and the same data from another kind of file has the same identity.
 *
 * @param digests hex SHA-256 of the IDX forms of training images, training labels, test images, test labels
 */
export const hashArrays = (digests: readonly [string, string, string, string]): string => sha256(digests.join("\n"));
