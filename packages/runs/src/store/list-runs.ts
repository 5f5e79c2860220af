import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ResultError, reasonOf } from "./errors.ts";
import { LINKED, SWEEPS } from "./names.ts";
import { readRun, type StoredRun } from "./read-run.ts";
import { movedAside, standingFolder } from "./replace-folder.ts";

export { ACCURACY_ALONE } from "./record.ts";

/** An entry of a listing: a run, or a folder that should be one and why it is not. */
export type Listed =
  | { readonly run: string; readonly path: string; readonly stored: StoredRun }
  | { readonly run: string; readonly path: string; readonly damage: string };

/** Every run of a results folder, by experiment and run in code-point order. No such folder: no runs. */
export const listRuns = (results: string): Listed[] =>
  folders(results).flatMap(({ name, linked }) => {
    if (name === SWEEPS) return [];
    const path = join(results, name);
    return linked ? [{ run: name, path, damage: LINKED }] : listExperiment(path, name);
  });

/**
 * Every run of one experiment's folder, in code-point order. One that cannot be read is an entry of its own; one that is just
 * being replaced is found where it was moved aside.
 * @param isWanted tells by a run's folder whether it is to be read. Default: each is
 */
export function listExperiment(folder: string, experiment: string, isWanted = (_: string): boolean => true): Listed[] {
  let found: readonly Folder[];
  try {
    found = folders(folder, movedAside);
  } catch (error) {
    return [{ run: experiment, path: folder, damage: damageOf(error, folder) }];
  }
  return found.flatMap(({ name, linked }) => {
    const [path, run] = [join(folder, name), `${experiment}/${name}`];
    if (!isWanted(standingFolder(path))) return [];
    return linked ? { run, path, damage: LINKED } : listed(path, run);
  });
}

function listed(path: string, run: string): Listed {
  try {
    const stored = readRun(path);
    return { run, path: stored.record.path, stored };
  } catch (error) {
    return { run, path, damage: damageOf(error, path) };
  }
}

const damageOf = (error: unknown, path: string): string =>
  (error instanceof Error ? error.message : String(error)).replace(`[runs/store] ${path}: `, "");

/** A folder, or a link in the place of one. */
interface Folder {
  readonly name: string;
  readonly linked: boolean;
}

/**
 * Visible folders; links to folders are not followed, as none is ever made, but they are told.
 * @param aside the name that a hidden folder stands for, where there is none of that name
 */
function folders(folder: string, aside: (name: string) => string | undefined = () => undefined): Folder[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const names = new Set(entries.map(({ name }) => name));
    return entries
      .flatMap((entry) => {
        const name = entry.name.startsWith(".") ? aside(entry.name) : entry.name;
        const isOther = name === undefined || (name !== entry.name && names.has(name));
        return isOther ? [] : [{ name, linked: entry.isSymbolicLink(), entry }];
      })
      .filter(({ linked, entry }) => entry.isDirectory() || (linked && isFolder(join(folder, entry.name))))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, linked }) => ({ name, linked }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new ResultError(`[runs/store] ${folder}: cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // a link to nothing
  }
}
