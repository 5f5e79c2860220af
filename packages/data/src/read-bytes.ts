import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { InputError } from "@assay/kernels";

/**
 * The bytes of a file.
 * @param file what it is called in an error
 * @param part who speaks in an error
 * @param length only so many from the start; all of them when left out
 * @throws InputError naming the file where it cannot be read
 */
export function readBytes(path: string, file: string, part: string, hint?: string, length?: number): Uint8Array {
  try {
    return withFile(path, (descriptor) => {
      const bytes = new Uint8Array(length ?? fstatSync(descriptor).size);
      return bytes.subarray(0, fill(descriptor, bytes));
    });
  } catch (error) {
    throw unreadable(error, file, part, hint);
  }
}

/** Why a file or folder could not be read, by its name. */
export const unreadable = (error: unknown, file: string, part: string, hint?: string): InputError =>
  new InputError(part, `${file}: ${reasonOf(error)}`, [], hint);

/** What went wrong, in words where the reader can do something. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file or folder (ENOENT)";
  return `${code ?? message}, cannot be read`;
}

/** Opens a file for as long as `use` reads it. */
export function withFile<T>(path: string, use: (descriptor: number) => T): T {
  // A pipe would keep the process waiting for ever.
  const state = statSync(path);
  if (!state.isFile() && !state.isDirectory()) throw new Error("is no file");
  const descriptor = openSync(path, "r");
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads on until the bytes are full or the file ends; how many there were. A single read would take less than 2 GiB. */
export function fill(descriptor: number, bytes: Uint8Array): number {
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(descriptor, bytes, done, Math.min(bytes.length - done, 2 ** 30), null);
    if (count === 0) break;
    done += count;
  }
  return done;
}
