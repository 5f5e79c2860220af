import { lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { atomicWrite } from "./atomic-write.ts";
import type { CheckpointIdentity } from "./checkpoint.ts";
import { BEST_FILE, hasSteps, START_FILE, writeNamed } from "./checkpoints.ts";
import { RefusedError, ResultError, reasonOf } from "./errors.ts";
import type { Files } from "./files.ts";
import { acquireLock } from "./lock.ts";
import { checkFolder, experimentFolder, runName } from "./names.ts";
import { checkOurs } from "./own-files.ts";
import { quietly } from "./quietly.ts";
import { readRun } from "./read-run.ts";
import { encodeRecord, isFinished, type RunRecord } from "./record.ts";
import { exchangeFolders, recoverFolder, repeatFolder, replaceFolder } from "./replace-folder.ts";
import { type RunRequest, runningRecord } from "./run-request.ts";

/** The folder that a run is written to, locked. */
export interface OpenFolder {
  readonly path: string;
  /** What run.json says. */
  readonly begun: RunRecord;
  /** What its checkpoints belong to. */
  readonly identity: CheckpointIdentity;
  /**
   * At the end: a repeated run takes the place of the finished one if it is done. If not, it stays beside it where it has a
   * checkpoint to go on from, and leaves no trace where it has none.
   * @throws ResultError, RefusedError where it cannot take the place: it then stays beside it
   */
  exchange(done: boolean): void;
  release(): void;
}

/**
 * Locks a run, and makes or takes up its folder: a new one instead of an attempt that was not finished, the one at hand
 * where the training goes on, or one beside a finished run that is repeated, which goes on likewise.
 *
 * @throws RefusedError when the run is being trained elsewhere, or the folder holds a file that is none of ours; ResultError
 *   when a file cannot be written
 */
export function openFolder(request: RunRequest, files: Files): OpenFolder {
  const { loaded, data, numerics, from, begins, ancestry } = request;
  const { name, seed } = loaded.spec;
  const run = runName({ seed, spec: loaded.hash, data, numerics, ...(ancestry && { fork: ancestry.chain }) });
  const experiment = experimentFolder(request.results, name, files);
  const path = join(experiment, run);
  checkFolder(path);
  const release = acquireLock(experiment, run);
  try {
    recoverFolder(experiment, run, files);
    const begun = runningRecord(request, path, `${name}/${run}`);
    const identity = { spec: loaded.hash, data, numerics, version: request.versions.numerics };
    const fill = (folder: string): void => {
      if (!from?.stored) {
        atomicWrite(join(folder, "spec.yaml"), loaded.source, files);
        atomicWrite(join(folder, "resolved.yaml"), loaded.resolved, files);
      }
      if (begins?.best) writeNamed(folder, BEST_FILE, { ...identity, snapshot: begins.best }, files);
      // Before the record that says "fork": a fork without what it starts from would be trained from the beginning.
      if (ancestry && begins) writeNamed(folder, START_FILE, { ...identity, snapshot: begins.snapshot }, files);
      atomicWrite(join(folder, "run.json"), encodeRecord(begun), files);
    };
    const finished = hasFinished(path);
    if (finished && !request.repeat) {
      throw new RefusedError(
        "runs/store",
        `${path} was finished by another process meanwhile`,
        "run the command again",
      );
    }
    checkOurs(path);
    if (!finished) {
      if (from && checkFolder(path) === "present") fill(path);
      else replaceFolder(experiment, run, files, fill);
      return { path, begun, identity, release, exchange: () => undefined };
    }
    const beside = repeatFolder(experiment, run);
    checkOurs(beside); // its path was given to somebody who may have put a file there
    if (!from || checkFolder(beside) === "absent") {
      files.remove(beside);
      make(beside);
    }
    fill(beside);
    const exchange = (done: boolean): void => {
      if (!done) {
        if (!hasSteps(beside)) quietly(() => files.remove(beside));
        return;
      }
      const kept = `the repetition is kept in ${beside}`;
      checkOurs(path, `move it elsewhere; ${kept}`); // training has taken its time
      try {
        exchangeFolders(experiment, run, beside, files);
      } catch (error) {
        if (checkFolder(beside) === "absent") throw error;
        throw new ResultError(`${reasonOf(error)}; ${kept}`, { cause: error });
      }
    };
    return { path: beside, begun, identity, release, exchange };
  } catch (error) {
    release();
    throw error;
  }
}

/** Whether a folder holds a run that training again would only repeat. */
export function hasFinished(path: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false;
  try {
    return isFinished(readRun(path).record);
  } catch {
    return false; // damaged: trained again
  }
}

function make(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    throw new ResultError(`[runs/store] cannot create ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}
