import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Sha256 } from "./contract.ts";

/** For pages, whose own (`crypto.subtle`) answers only later. */
export function createSha256(): Sha256 {
  const hash = sha256.create();
  return {
    update: (piece) => void hash.update(typeof piece === "string" ? utf8ToBytes(piece) : piece),
    hex: () => bytesToHex(hash.digest()),
  };
}
