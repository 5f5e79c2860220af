import { lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { atomicWrite, atomicWriteInTurns } from "./atomic-write.ts";
import { type Checkpoint, checkpointPieces, decodeCheckpoint } from "./checkpoint.ts";
import type { Files } from "./files.ts";
import { quietly } from "./quietly.ts";
import { readWhole } from "./read-whole.ts";

/** The folder in a run's. */
export const CHECKPOINTS = "checkpoints";

/** The best epoch's, and the one that a fork starts from: neither is ever removed. */
export const BEST_FILE = "best.safetensors";
export const START_FILE = "start.safetensors";

/** Whether a run has any: few runs of a sweep do. */
export const hasCheckpoints = (run: string): boolean =>
  lstatSync(join(run, CHECKPOINTS), { throwIfNoEntry: false }) !== undefined;

/** Whether there is a state of a run that it can go on from. */
export const hasSteps = (run: string): boolean => stepNames(run).length > 0;

/** Where a fork keeps what it starts from. */
export const startFile = (run: string): string => join(run, CHECKPOINTS, START_FILE);

/** Names that checkpoints have, and those that have a step's number. */
export const CHECKPOINT_NAME = /^[a-z]+(-\d+)?\.safetensors$/;
const STEP_NAME = /^step-\d{9}\.safetensors$/;

/** Whether a training saves a checkpoint under this name; what a fork starts from is not its own. */
export const isSavedByTraining = (name: string): boolean => name === BEST_FILE || STEP_NAME.test(name);

/**
 * Writes a checkpoint, while the event loop turns now and then, and removes the oldest ones beyond `keep`.
 * @throws ResultError when it cannot be written
 */
export async function writeCheckpoint(run: string, checkpoint: Checkpoint, keep: number, files: Files): Promise<void> {
  const { update } = checkpoint.snapshot.position;
  const name = `step-${String(update).padStart(9, "0")}.safetensors`;
  const file = fileOf(run, name, files);
  await atomicWriteInTurns(file, checkpointPieces(checkpoint), files);
  // Those of later steps were passed over, or the training would not be here: they are not counted.
  const old = stepNames(run)
    .filter((each) => each <= name)
    .slice(0, -keep);
  for (const each of old) quietly(() => files.remove(join(run, CHECKPOINTS, each)));
}

/** Writes the best epoch's likewise. */
export const writeBest = (run: string, checkpoint: Checkpoint, files: Files): Promise<void> =>
  atomicWriteInTurns(fileOf(run, BEST_FILE, files), checkpointPieces(checkpoint), files);

/** Writes one that has a name of its own, in one go. @throws ResultError when it cannot be written */
export const writeNamed = (run: string, name: string, checkpoint: Checkpoint, files: Files): void =>
  atomicWrite(fileOf(run, name, files), checkpointPieces(checkpoint), files);

/** A file in the folder of checkpoints, which is made where it is not there. */
function fileOf(run: string, name: string, files: Files): string {
  const folder = join(run, CHECKPOINTS);
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) {
    quietly(() => mkdirSync(folder)); // if it fails, the writing of the file says why
    quietly(() => files.syncFolder(run));
  }
  return join(folder, name);
}

/** All checkpoints of a run by name, those of steps last and in order. */
export function checkpointNames(run: string): string[] {
  try {
    return readdirSync(join(run, CHECKPOINTS))
      .filter((name) => CHECKPOINT_NAME.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** The step checkpoints of a run, the oldest first. */
export const stepNames = (run: string): string[] => checkpointNames(run).filter((name) => STEP_NAME.test(name));

/** One checkpoint; undefined where there is no such file. @throws ResultError for a damaged one */
export function readCheckpoint(file: string): Checkpoint | undefined {
  return lstatSync(file, { throwIfNoEntry: false }) === undefined ? undefined : decodeCheckpoint(readWhole(file));
}
