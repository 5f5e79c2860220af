import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { writeCache } from "./cache-file.ts";
import { sha256, sha256OfFile } from "./hash.ts";

/** Where digests of files are kept between processes; undefined for a user without a home. */
function cacheFolder(): string | undefined {
  try {
    return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "assay", "digests");
  } catch {
    return undefined;
  }
}

/** A file that changed so short a time (ms) ago may change once more within one tick of its clock: its digest is not kept. */
const RECENT = 2000;

/**
 * The fingerprint of a dataset that is read from files: SHA-256 (hex) over the SHA-256 of each, in this order. Their paths
 * are no part of it. A file's digest is kept by path, size, inode and times of change, so an unchanged file is read once.
 *
 * @param cache where digests are kept; a folder that cannot be written costs only the time. Default: `assay/digests` in the
 *   user's cache folder
 * @throws what reading a file throws
 */
export const fingerprintOf = (files: readonly string[], cache = cacheFolder()): string =>
  sha256(files.map((file) => digestOf(file, cache)).join("\n"));

function digestOf(file: string, cache: string | undefined): string {
  if (cache === undefined) return sha256OfFile(file);
  const { size, ino, mtimeNs, ctimeNs, ctimeMs } = statSync(file, { bigint: true });
  const state = [size, ino, mtimeNs, ctimeNs].join(" ");
  const kept = join(cache, sha256(file));
  const [known, digest] = readOr(kept, "").split("\n");
  if (known === state && digest !== undefined && /^[0-9a-f]{64}$/.test(digest)) return digest;
  const fresh = sha256OfFile(file);
  if (Date.now() - Number(ctimeMs) > RECENT) writeCache(kept, `${state}\n${fresh}\n`);
  return fresh;
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}
