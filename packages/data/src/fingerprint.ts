import { readFileSync, statSync } from "node:fs";
import { cacheFolder, writeCache } from "./cache-file.ts";
import { sha256 } from "./hash.ts";
import { sha256OfFile } from "./hash-file.ts";
import { unreadable, withFile } from "./read-bytes.ts";

/** A file that changed so short a time (ms) ago may change once more within one tick of its clock: its digest is not kept. */
const RECENT = 2000;

/** The state of a file (size, inode, times of change), and its digest then. */
type Known = readonly [state: string, digest: string];

/**
 * The fingerprint of a dataset that is read from files: SHA-256 (hex) over the SHA-256 of each, in this order. Their paths
 * are no part of it. A file's digest is kept by path, size, inode and times of change, so an unchanged file is read once.
 *
 * @param cache where digests are kept; a folder that cannot be written costs only the time. Default: `assay/digests` in the
 *   user's cache folder
 * @param list what the digests are kept under, one file for all of them: the folder, where files may come and go.
 *   Default: the list of files
 * @throws InputError naming the file that cannot be read
 */
export function fingerprintOf(
  files: readonly string[],
  cache = cacheFolder("digests"),
  list = files.join("\n"),
): string {
  const kept = cache === undefined ? undefined : `${cache}/${sha256(list)}`;
  const known = kept === undefined ? new Map<string, Known>() : readKnown(kept);
  const next = new Map<string, Known>();
  let changed = false;
  const digestOf = (file: string): string => {
    const { size, ino, mtimeNs, ctimeNs, ctimeMs } = statSync(file, { bigint: true });
    const state = [size, ino, mtimeNs, ctimeNs].join(" ");
    const before = known.get(file);
    if (before?.[0] === state) {
      next.set(file, before);
      return before[1];
    }
    const digest = withFile(file, sha256OfFile);
    if (Date.now() - Number(ctimeMs) > RECENT) {
      next.set(file, [state, digest]);
      changed = true;
    }
    return digest;
  };
  const digests = files.map((file) => {
    try {
      return digestOf(file);
    } catch (error) {
      throw unreadable(error, file, "data/fingerprint");
    }
  });
  if (changed && kept !== undefined) writeCache(kept, JSON.stringify([...next]));
  return sha256(digests.join("\n"));
}

/** The kept digests by file; nothing where they are missing or damaged. */
function readKnown(kept: string): Map<string, Known> {
  try {
    const entries = JSON.parse(readFileSync(kept, "utf8")) as readonly [unknown, Known][];
    return new Map(
      entries.flatMap(([file, [state, digest]]) =>
        typeof file === "string" && /^[0-9a-f]{64}$/.test(digest) ? [[file, [state, digest]] as const] : [],
      ),
    );
  } catch {
    return new Map();
  }
}
