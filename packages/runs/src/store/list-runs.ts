import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ResultError, reasonOf } from "./errors.ts";
import { readRun, type StoredRun } from "./read-run.ts";

export { ACCURACY_ALONE } from "./record.ts";

/** An entry of a listing: a run, or a folder that should be one and why it is not. */
export type Listed =
  | { readonly run: string; readonly path: string; readonly stored: StoredRun }
  | { readonly run: string; readonly path: string; readonly damage: string };

/** Every run of a results folder, by experiment and run in code-point order. No such folder: no runs. */
export const listRuns = (results: string): Listed[] =>
  folders(results).flatMap((experiment) => listExperiment(join(results, experiment), experiment));

/** Every run of one experiment's folder, in code-point order. */
export const listExperiment = (folder: string, experiment: string): Listed[] =>
  folders(folder).map((run) => listed(join(folder, run), `${experiment}/${run}`));

function listed(path: string, run: string): Listed {
  try {
    return { run, path, stored: readRun(path) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { run, path, damage: message.replace(`[runs/store] ${path}: `, "") };
  }
}

/** Visible folders; links are not followed, as none is ever made. */
function folders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new ResultError(`[runs/store] cannot read ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}
