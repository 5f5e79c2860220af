import { lstatSync, mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ResultError, reasonOf } from "./errors.ts";
import type { Files } from "./files.ts";
import { quietly } from "./quietly.ts";

/**
 * Builds a folder under a hidden name and gives it its final name at the end, so that a reader never sees a run half made or mixed
 * from two. What stood there before is moved aside first and removed last.
 *
 * @throws ResultError when a step fails; what stood there before stands there again, unless the failure was the last fsync, that of
 *   the experiment's folder: the new one has its name then
 */
export function replaceFolder(experiment: string, run: string, files: Files, fill: (folder: string) => void): void {
  const fresh = join(experiment, `.${run}.new`);
  try {
    files.remove(fresh);
    mkdirSync(fresh);
    fill(fresh);
  } catch (error) {
    quietly(() => files.remove(fresh));
    if (error instanceof ResultError) throw error;
    throw new ResultError(`[runs/store] cannot create ${join(experiment, run)}: ${reasonOf(error)}`, { cause: error });
  }
  try {
    exchangeFolders(experiment, run, fresh, files);
  } catch (error) {
    quietly(() => files.remove(fresh));
    throw error;
  }
}

/** Lets a finished folder take the place of a run. @throws ResultError as `replaceFolder`; the folder keeps its name likewise */
export function exchangeFolders(experiment: string, run: string, fresh: string, files: Files): void {
  const path = join(experiment, run);
  const old = oldFolder(experiment, run);
  try {
    if (exists(path)) {
      files.remove(old);
      files.rename(path, old);
    }
    files.rename(fresh, path);
    files.syncFolder(experiment);
  } catch (error) {
    // Where it got its name, and only that is not durable yet, it stays.
    if (exists(fresh)) quietly(() => recoverFolder(experiment, run, files));
    throw new ResultError(`[runs/store] cannot create ${path}: ${reasonOf(error)}`, { cause: error });
  }
  quietly(() => files.remove(old)); // what is left of it is removed the next time
}

/** Puts the earlier run back where a process has died, or failed, between the two renames above. */
export function recoverFolder(experiment: string, run: string, files: Files): void {
  const path = join(experiment, run);
  const old = oldFolder(experiment, run);
  if (!exists(old)) return;
  if (exists(path)) quietly(() => files.remove(old));
  else files.rename(old, path);
}

/** Whether a run's only folder is one that was moved aside. */
export const isMovedAside = (experiment: string, run: string): boolean =>
  !exists(join(experiment, run)) && exists(oldFolder(experiment, run));

/** Where a run's folder can be read: at its place, or aside for the moment in which another takes its place, or where that failed. */
export function standingFolder(path: string): string {
  const [experiment, run] = [dirname(path), basename(path)];
  return isMovedAside(experiment, run) ? oldFolder(experiment, run) : path;
}

/** The run that a folder of this name was moved aside of; undefined where it was not. */
export const movedAside = (name: string): string | undefined => /^\.(.+)\.old$/.exec(name)?.[1];

/** Where a finished run is repeated, beside it, until the repetition is done. */
export const repeatFolder = (experiment: string, run: string): string => join(experiment, `.${run}.repeat`);

const oldFolder = (experiment: string, run: string): string => join(experiment, `.${run}.old`);

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
