import { createHash } from "node:crypto";

/** Bytes that are hashed in one go: OpenSSL's interface takes less than 2 GiB. */
const CHUNK = 2 ** 30;

/** The hash of the bytes of all pieces one after the other, in hex. */
export function sha256(pieces: Iterable<Uint8Array>): string {
  const hash = createHash("sha256");
  for (const piece of pieces) {
    for (let offset = 0; offset < piece.length; offset += CHUNK) hash.update(piece.subarray(offset, offset + CHUNK));
  }
  return hash.digest("hex");
}
