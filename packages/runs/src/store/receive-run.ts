import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { atomicWrite } from "./atomic-write.ts";
import { CHECKPOINTS } from "./checkpoints.ts";
import { ResultError, reasonOf } from "./errors.ts";
import { type Files, nodeFiles } from "./files.ts";
import { acquireLock } from "./lock.ts";
import { checkFolder, experimentFolder } from "./names.ts";
import { hasFinished } from "./open-folder.ts";
import { checkOurs, isFileOfTraining } from "./own-files.ts";
import { quietly } from "./quietly.ts";
import { readRun, type StoredRun } from "./read-run.ts";
import { encodeRecord } from "./record.ts";
import { decodeRecord } from "./record-check.ts";
import { exchangeFolders, recoverFolder } from "./replace-folder.ts";

/** A run that was trained elsewhere. */
export interface ReceivedRun {
  readonly results: string;
  readonly experiment: string;
  readonly run: string;
  /** Its files, by their names in its folder. */
  readonly names: readonly string[];
  /** The bytes of a file. What it throws is thrown on, and nothing has changed. */
  readonly read: (name: string) => AsyncIterable<Uint8Array>;
  /**
   * Given the run in the folder where it is gathered; the record has the name that was sent.
   * Throws where it is not the one that was asked for.
   */
  readonly check: (run: StoredRun) => void;
}

/**
 * Takes in a run that was trained elsewhere: its files are gathered under a hidden name, and take their place together once all of
 * them are there. A run that is finished here already stays.
 *
 * @throws RefusedError when the run is being trained here, or its folder holds a file that is none of ours; ResultError when a file
 *   cannot be written; an Error where what was sent is no such run
 */
export async function receiveRun(received: ReceivedRun, files: Files = nodeFiles): Promise<void> {
  const { results, run, names, read, check } = received;
  const wrong = names.find((name) => !isFileOfTraining(name)) ?? names.find((name, i) => names.indexOf(name) !== i);
  if (wrong !== undefined) throw new Error(`${JSON.stringify(wrong)} is no file that a training writes`);
  const experiment = experimentFolder(results, received.experiment, files);
  const path = join(experiment, run);
  checkFolder(path);
  const release = acquireLock(experiment, run);
  const fresh = join(experiment, `.${run}.new`);
  try {
    recoverFolder(experiment, run, files);
    if (hasFinished(path)) return;
    checkOurs(path);
    const written = <T>(work: () => T): T => {
      try {
        return work();
      } catch (error) {
        throw new ResultError(`[runs/store] cannot create ${path}: ${reasonOf(error)}`, { cause: error });
      }
    };
    written(() => {
      files.remove(fresh);
      mkdirSync(fresh);
      if (names.some((name) => name.startsWith(`${CHECKPOINTS}/`))) mkdirSync(join(fresh, CHECKPOINTS));
    });
    for (const name of names) {
      const descriptor = written(() => files.open(join(fresh, name)));
      try {
        for await (const piece of read(name)) {
          for (let at = 0; at < piece.length; ) at += written(() => files.write(descriptor, piece, at));
        }
        written(() => files.sync(descriptor));
      } finally {
        files.close(descriptor);
      }
    }
    // The record says where it is: here.
    const file = join(fresh, "run.json");
    const record = sent(() => decodeRecord(readFileSync(file, "utf8")));
    check({ ...sent(() => readRun(fresh)), record: { ...record, path: fresh } });
    atomicWrite(file, encodeRecord({ ...record, path }), files);
    if (names.some((name) => name.startsWith(`${CHECKPOINTS}/`))) {
      written(() => files.syncFolder(join(fresh, CHECKPOINTS)));
    }
    exchangeFolders(experiment, run, fresh, files);
  } finally {
    quietly(() => files.remove(fresh));
    release();
  }
}

/** What is wrong with what was sent is no failure of this machine. */
function sent<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}
