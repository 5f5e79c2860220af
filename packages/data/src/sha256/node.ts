import { createHash } from "node:crypto";
import type { Sha256 } from "./contract.ts";

/** Bytes that are hashed in one go: OpenSSL's interface takes less than 2 GiB. */
const CHUNK = 2 ** 30;

/** OpenSSL's. */
export function createSha256(): Sha256 {
  const hash = createHash("sha256");
  return {
    update(piece) {
      const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
      for (let offset = 0; offset < bytes.length; offset += CHUNK) hash.update(bytes.subarray(offset, offset + CHUNK));
    },
    hex: () => hash.digest("hex"),
  };
}
