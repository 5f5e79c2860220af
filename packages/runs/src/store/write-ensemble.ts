import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { Predictions, WorstExamples } from "@assay/training/events";
import { atomicWrite } from "./atomic-write.ts";
import { RefusedError } from "./errors.ts";
import { type Files, nodeFiles } from "./files.ts";
import { acquireLock } from "./lock.ts";
import { checkFolder, experimentFolder } from "./names.ts";
import { checkOurs } from "./own-files.ts";
import { hashOfText, PREDICTIONS_FILE, predictionsCsv } from "./predictions.ts";
import { readRun, type StoredRun } from "./read-run.ts";
import { encodeRecord, type RunRecord } from "./record.ts";
import { recoverFolder, replaceFolder } from "./replace-folder.ts";
import { encodeWorst, WORST_FILE } from "./worst.ts";

/** Where an ensemble lies, or will. */
export interface EnsemblePlace {
  readonly results: string;
  readonly name: string;
  readonly run: string;
}

/** What is kept of an ensemble. */
export interface EnsembleFiles {
  readonly record: RunRecord;
  /** What the members' specs share, and what they have each: resolved.yaml. */
  readonly resolved: string;
  readonly predictions: Predictions;
  readonly worst: WorstExamples;
}

/**
 * The ensemble of these members that is there already; undefined where there is none, or none that can be read.
 * @param hash of the members
 * @throws RefusedError where its folder holds another one's
 */
export function findEnsemble({ results, name, run }: EnsemblePlace, hash: string, data: string): StoredRun | undefined {
  const path = join(results, name, run);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  let stored: StoredRun;
  try {
    stored = readRun(path);
  } catch {
    return undefined; // damaged: made again
  }
  const { hashes, ensemble } = stored.record;
  if (ensemble && hashes.spec === hash && hashes.data === data) return stored;
  throw new RefusedError("runs/store", `${path} holds another run`, "use another --out");
}

/** The files of an ensemble by their names, and its record as run.json has it. */
export function encodeEnsemble({ results, name, run }: EnsemblePlace, found: EnsembleFiles) {
  const predictions = predictionsCsv(found.predictions);
  const worst = encodeWorst(found.worst);
  const hashes = { ...found.record.hashes, predictions: hashOfText(predictions) };
  const text = encodeRecord({ ...found.record, run: `${name}/${run}`, path: join(results, name, run), hashes });
  const files: Readonly<Record<string, string>> = {
    "resolved.yaml": found.resolved,
    [PREDICTIONS_FILE]: predictions,
    ...(worst !== undefined && { [WORST_FILE]: worst }),
    "run.json": text,
  };
  return { record: JSON.parse(text) as RunRecord, files };
}

/**
 * Writes an ensemble's folder, whole or not at all.
 * @throws RefusedError where another process writes it, or its folder holds a file that is none of ours; ResultError where a file
 *   cannot be written
 */
export function writeEnsemble(place: EnsemblePlace, found: EnsembleFiles, files: Files = nodeFiles): RunRecord {
  const { results, name, run } = place;
  const experiment = experimentFolder(results, name, files);
  const path = join(experiment, run);
  checkFolder(path);
  const release = acquireLock(experiment, run);
  try {
    recoverFolder(experiment, run, files);
    checkOurs(path);
    const encoded = encodeEnsemble(place, found);
    replaceFolder(experiment, run, files, (folder) => {
      for (const [file, text] of Object.entries(encoded.files)) atomicWrite(join(folder, file), text, files);
    });
    return encoded.record;
  } finally {
    release();
  }
}
