import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Bytes that are read in one go: the system gives less than 2 GiB. */
const GO = 2 ** 30;

/** The bytes of a file, of any length. @throws what Node throws where it cannot be read */
export function readWhole(file: string): Uint8Array {
  const descriptor = openSync(file, "r");
  try {
    const bytes = new Uint8Array(fstatSync(descriptor).size);
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(descriptor, bytes, done, Math.min(bytes.length - done, GO), null);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  } finally {
    closeSync(descriptor);
  }
}
