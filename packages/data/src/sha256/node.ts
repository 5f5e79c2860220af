import { createHash } from "node:crypto";
import type { Sha256 } from "./contract.ts";

/** OpenSSL's. */
export function createSha256(): Sha256 {
  const hash = createHash("sha256");
  return { update: (piece) => void hash.update(piece), hex: () => hash.digest("hex") };
}
