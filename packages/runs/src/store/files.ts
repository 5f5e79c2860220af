import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";

/** The operations that make a result durable; a test replaces them to let the n-th one fail. */
export interface Files {
  /** Creates or empties a file. */
  open(path: string): number;
  /** Writes from `offset` on; returns the number of bytes written, which may be fewer than asked. */
  write(descriptor: number, bytes: Uint8Array, offset: number): number;
  sync(descriptor: number): void;
  close(descriptor: number): void;
  rename(from: string, to: string): void;
  /** Makes the names in a folder durable. */
  syncFolder(folder: string): void;
  /** Removes a file or a folder with what it holds; nothing to remove is no error. */
  remove(path: string): void;
}

export const nodeFiles: Files = {
  open: (path) => openSync(path, "w"),
  write: (descriptor, bytes, offset) => writeSync(descriptor, bytes, offset),
  sync: fsyncSync,
  close: closeSync,
  rename: renameSync,
  syncFolder(folder) {
    if (process.platform === "win32") return; // a folder cannot be opened there; the rename is journalled
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
  remove: (path) => rmSync(path, { recursive: true, force: true }),
};
