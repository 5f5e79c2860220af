import { basename, dirname, join } from "node:path";
import { ResultError, reasonOf } from "./errors.ts";
import { type Files, nodeFiles } from "./files.ts";
import { quietly } from "./quietly.ts";

/**
 * Writes a whole file so that a reader, or a machine that loses power, finds the previous content or this one and never
 * a part: temporary name in the same folder, write, fsync, rename, fsync of the folder.
 *
 * @throws ResultError naming the file when a step fails; the previous file is then untouched, unless the failure was the
 *   folder's fsync, after which either may be found.
 */
export function atomicWrite(file: string, content: string | Uint8Array, files: Files = nodeFiles): void {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    writeSynced(temporary, bytes, files);
    files.rename(temporary, file);
    files.syncFolder(dirname(file));
  } catch (error) {
    quietly(() => files.remove(temporary));
    throw new ResultError(`[runs/store] cannot write ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

function writeSynced(path: string, bytes: Uint8Array, files: Files): void {
  const descriptor = files.open(path);
  try {
    for (let offset = 0; offset < bytes.length; ) offset += files.write(descriptor, bytes, offset);
    files.sync(descriptor);
  } finally {
    files.close(descriptor);
  }
}
