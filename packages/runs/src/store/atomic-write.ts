import { basename, dirname, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ResultError, reasonOf } from "./errors.ts";
import { type Files, nodeFiles } from "./files.ts";
import { quietly } from "./quietly.ts";

/** What a file is to hold; pieces follow each other without a gap. */
export type Content = string | Uint8Array | readonly Uint8Array[];

/** Bytes that are written and made durable in one go: some tenths of a second on a slow disk. */
const CHUNK = 2 ** 25;

/**
 * Writes a whole file so that a reader, or a machine that loses power, finds the previous content or this one and never
 * a part: temporary name in the same folder, write, fsync, rename, fsync of the folder.
 *
 * @throws ResultError naming the file when a step fails; the previous file is then untouched, unless the failure was the
 *   folder's fsync, after which either may be found.
 */
export function atomicWrite(file: string, content: Content, files: Files = nodeFiles): void {
  for (const _ of writing(file, content, files));
}

/** The same, while the event loop turns now and then: a large file takes seconds, in which a signal is to be heard. */
export async function atomicWriteInTurns(file: string, content: Content, files: Files = nodeFiles): Promise<void> {
  for (const _ of writing(file, content, files)) await nextTurn();
}

/** Stops after every part of a large file. */
function* writing(file: string, content: Content, files: Files): Generator<void> {
  const pieces = typeof content === "string" ? [new TextEncoder().encode(content)] : [content].flat();
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    yield* writingSynced(temporary, pieces as readonly Uint8Array[], files);
    files.rename(temporary, file);
    files.syncFolder(dirname(file));
  } catch (error) {
    quietly(() => files.remove(temporary));
    throw new ResultError(`[runs/store] cannot write ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

function* writingSynced(path: string, pieces: readonly Uint8Array[], files: Files): Generator<void> {
  const descriptor = files.open(path);
  try {
    let unsynced = 0;
    for (const piece of pieces) {
      for (let offset = 0; offset < piece.length; ) {
        if (unsynced >= CHUNK) {
          files.sync(descriptor);
          unsynced = 0;
          yield;
        }
        const written = files.write(descriptor, piece.subarray(0, offset + CHUNK), offset);
        offset += written;
        unsynced += written;
      }
    }
    files.sync(descriptor);
  } finally {
    files.close(descriptor);
  }
}
