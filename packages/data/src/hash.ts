import { createSha256 } from "#sha256";

/** SHA-256 of some bytes, in hex. */
export const sha256 = (bytes: Uint8Array | string): string => sha256OfAll([bytes]);

/** SHA-256 of pieces of bytes, one after the other, in hex. */
export function sha256OfAll(pieces: Iterable<Uint8Array | string>): string {
  const hash = createSha256();
  // A call of Node's takes less than 2 GiB.
  const most = 2 ** 30;
  for (const piece of pieces) {
    if (typeof piece === "string") hash.update(piece);
    else for (let start = 0; start < piece.length; start += most) hash.update(piece.subarray(start, start + most));
  }
  return hash.hex();
}

/**
 * The identity of a dataset: SHA-256 over the digests of its four arrays. An array's digest is the SHA-256 of its IDX
 * form (magic, extents, elements), which fixes element type and shape too; so a file that is IDX already is hashed once,
 * for its checksum and for the identity, and the same data from another kind of file has the same identity.
 *
 * @param digests hex SHA-256 of the IDX forms of training images, training labels, test images, test labels
 */
export const hashArrays = (digests: readonly [string, string, string, string]): string => sha256(digests.join("\n"));
