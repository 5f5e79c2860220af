import { lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ResultError, reasonOf } from "./errors.ts";
import type { Files } from "./files.ts";
import { quietly } from "./quietly.ts";

/**
 * Builds a folder under a hidden name and gives it its final name at the end, so that a reader never sees a run half made or mixed
 * from two. What stood there before is moved aside first and removed last.
 */
export function replaceFolder(experiment: string, run: string, files: Files, fill: (folder: string) => void): void {
  const path = join(experiment, run);
  const fresh = join(experiment, `.${run}.new`);
  const old = join(experiment, `.${run}.old`);
  try {
    files.remove(fresh);
    // A process that died between the two renames below left only the old folder.
    if (exists(path)) files.remove(old);
    mkdirSync(fresh);
    fill(fresh);
    if (exists(path)) files.rename(path, old);
    files.rename(fresh, path);
    files.syncFolder(experiment);
    files.remove(old);
  } catch (error) {
    undo(path, fresh, old, files);
    if (error instanceof ResultError) throw error;
    throw new ResultError(`[runs/store] cannot create ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Puts the earlier run back where the new one did not get its name. */
function undo(path: string, fresh: string, old: string, files: Files): void {
  quietly(() => files.remove(fresh));
  quietly(() => {
    if (!exists(path) && exists(old)) files.rename(old, path);
  });
}

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
