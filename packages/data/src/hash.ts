import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

/** SHA-256 of some bytes, in hex. */
export const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

/** Bytes of a file that are hashed at a time. */
const CHUNK = 1 << 20;

/** SHA-256 of a file, in hex; a large one is not kept in memory. @throws what reading a file throws */
export function sha256OfFile(file: string): string {
  const hash = createHash("sha256");
  const chunk = Buffer.allocUnsafe(CHUNK);
  const descriptor = openSync(file, "r");
  try {
    for (let count: number; (count = readSync(descriptor, chunk, 0, CHUNK, null)) > 0; ) {
      hash.update(chunk.subarray(0, count));
    }
  } finally {
    closeSync(descriptor);
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
