import { lstatSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { atomicWrite } from "./atomic-write.ts";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import type { Files } from "./files.ts";
import { quietly } from "./quietly.ts";

/** The folder in a run's. */
export const CHECKPOINTS = "checkpoints";

/** The best epoch's, and the one that a fork starts from: neither is ever removed. */
export const BEST_FILE = "best.safetensors";
export const START_FILE = "start.safetensors";

/** Whether a run has any: few runs of a sweep do. */
export const hasCheckpoints = (run: string): boolean =>
  lstatSync(join(run, CHECKPOINTS), { throwIfNoEntry: false }) !== undefined;

/** Where a fork keeps what it starts from. */
export const startFile = (run: string): string => join(run, CHECKPOINTS, START_FILE);

const NAME = /^step-\d{9}\.safetensors$/;

/** Writes a checkpoint, and removes the oldest ones beyond `keep`. @throws ResultError when it cannot be written */
export function writeCheckpoint(run: string, checkpoint: Checkpoint, keep: number, files: Files): void {
  const { update } = checkpoint.snapshot.position;
  writeNamed(run, `step-${String(update).padStart(9, "0")}.safetensors`, checkpoint, files);
  const old = stepNames(run).slice(0, -keep);
  for (const name of old) quietly(() => files.remove(join(run, CHECKPOINTS, name)));
}

/** Writes one of the two that have a name of their own. @throws ResultError when it cannot be written */
export function writeNamed(run: string, name: string, checkpoint: Checkpoint, files: Files): void {
  const folder = join(run, CHECKPOINTS);
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) {
    quietly(() => mkdirSync(folder)); // if it fails, the next line says why
    quietly(() => files.syncFolder(run));
  }
  atomicWrite(join(folder, name), encodeCheckpoint(checkpoint), files);
}

/** The step checkpoints of a run, the oldest first. */
export const stepNames = (run: string): string[] => {
  try {
    return readdirSync(join(run, CHECKPOINTS))
      .filter((name) => NAME.test(name))
      .sort();
  } catch {
    return [];
  }
};

/** One checkpoint; undefined where there is no such file. @throws ResultError for a damaged one */
export function readCheckpoint(file: string): Checkpoint | undefined {
  return lstatSync(file, { throwIfNoEntry: false }) === undefined ? undefined : decodeCheckpoint(readFileSync(file));
}
