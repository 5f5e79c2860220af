import { existsSync } from "node:fs";
import { join } from "node:path";
import { atomicWrite, createFolder, RefusedError, SWEEPS } from "@assay/runs/store";
import { obstaclesIn, type Sweep } from "@assay/sweeps";
import { EXPERIMENT_FILE, SWEEP_FILE } from "@assay/sweeps/files";
import { sweepFolder } from "./find-sweep.ts";

/**
 * Makes a sweep's folder, with the sweep as it is, or finds the one that was begun.
 * @throws RefusedError where another sweep was begun there: one whose trials are others; ResultError when it cannot be written
 */
export function openSweepFolder(results: string, sweep: Sweep): string {
  const folder = sweepFolder(results, sweep);
  createFolder(results);
  createFolder(join(results, SWEEPS));
  createFolder(folder);
  const file = join(folder, SWEEP_FILE);
  const found = existsSync(file) ? obstaclesIn(folder, sweep) : [];
  if (found.length > 0) {
    const rule = `${folder} holds another sweep of this name (${found.join("; ")})`;
    const hint = "give this one a name of its own, name: …; runs that are there already are not trained again";
    throw new RefusedError("runner/sweep", rule, hint);
  }
  atomicWrite(join(folder, EXPERIMENT_FILE), sweep.experiment);
  atomicWrite(file, sweep.source);
  return folder;
}
