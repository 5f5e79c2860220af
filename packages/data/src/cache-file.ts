import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file that only saves time: under a temporary name first, so that another process never reads a part of it. Where
 * it cannot be written, it is left out.
 */
export function writeCache(file: string, text: string): void {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    try {
      writeFileSync(temporary, text);
      renameSync(temporary, file);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch {
    // A read-only installation does the work again each time.
  }
}
