import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { atomicWrite, checkFolder, createFolder, RefusedError, SWEEPS } from "@assay/runs/store";
import { JOURNAL_FILE, obstaclesIn, type Sweep } from "@assay/sweeps";
import { EXPERIMENT_FILE, SWEEP_FILE } from "@assay/sweeps/files";
import { sweepFolder } from "./find-sweep.ts";

/**
 * Makes a sweep's folder, with the sweep as it is, or finds the one that was begun.
 * @throws RefusedError where another sweep was begun there, one whose trials are others, or where the folder is a link or holds
 *   something else; SpecError where what it holds is no sweep; ResultError when it cannot be written
 */
export function openSweepFolder(results: string, sweep: Sweep): string {
  const folder = sweepFolder(results, sweep);
  createFolder(results);
  for (const each of [join(results, SWEEPS), folder]) if (checkFolder(each) === "absent") createFolder(each);
  const file = join(folder, SWEEP_FILE);
  if (!existsSync(file)) checkForeign(folder);
  // Where nothing is over yet, there is nothing to protect.
  const isBegun = existsSync(join(folder, JOURNAL_FILE));
  const found = existsSync(file) && isBegun ? obstaclesIn(folder, sweep) : [];
  if (found.length > 0) {
    const rule = `${folder} holds another sweep of this name (${found.join("; ")})`;
    const hint =
      "give this one a name of its own, name: …, or delete that folder; runs that are there already are not trained again";
    throw new RefusedError("runner/sweep", rule, hint);
  }
  atomicWrite(join(folder, EXPERIMENT_FILE), sweep.experiment);
  atomicWrite(file, sweep.source);
  return folder;
}

/** @throws RefusedError where a folder holds what no sweep that was just begun leaves */
function checkForeign(folder: string): void {
  const other = readdirSync(folder).find((name) => name !== EXPERIMENT_FILE && !name.startsWith("."));
  if (other === undefined) return;
  const rule = `${folder} is no sweep's: it holds ${other} and no ${SWEEP_FILE}`;
  throw new RefusedError("runner/sweep", rule, "move it elsewhere, or give this sweep a name of its own: name: …");
}
