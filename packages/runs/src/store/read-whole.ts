import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Bytes that are read in one go: the system gives less than 2 GiB. */
const CHUNK = 2 ** 30;

/**
 * The bytes of a file, of any length.
 * @param most only so many from the start. Default: all of them
 * @throws what Node throws where it cannot be read
 */
export function readWhole(file: string, most = Number.POSITIVE_INFINITY): Uint8Array {
  const descriptor = openSync(file, "r");
  try {
    const bytes = new Uint8Array(Math.min(fstatSync(descriptor).size, most));
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(descriptor, bytes, done, Math.min(bytes.length - done, CHUNK), null);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  } finally {
    closeSync(descriptor);
  }
}
