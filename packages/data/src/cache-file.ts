import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of the user's cache for one kind of files; undefined for a user without a home. */
export function cacheFolder(kind: string): string | undefined {
  try {
    return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "assay", kind);
  } catch {
    return undefined;
  }
}

/**
 * Writes a file that only saves time: under a temporary name first, so that another process never reads a part of it. Where
 * it cannot be written, it is left out.
 * @param content a text, or pieces of bytes one after the other
 */
export function writeCache(file: string, content: string | readonly Uint8Array[]): void {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    try {
      write(temporary, typeof content === "string" ? [Buffer.from(content)] : content);
      renameSync(temporary, file);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch {
    // A read-only installation does the work again each time.
  }
}

function write(file: string, pieces: readonly Uint8Array[]): void {
  const descriptor = openSync(file, "w");
  try {
    for (const piece of pieces) {
      for (let done = 0; done < piece.length; ) done += writeSync(descriptor, piece, done);
    }
  } finally {
    closeSync(descriptor);
  }
}
