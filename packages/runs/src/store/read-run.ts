import { lstatSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { EpochRecord, StepRecord } from "@assay/training/events";
import { ResultError, reasonOf } from "./errors.ts";
import { lockHolder } from "./lock.ts";
import { decodeMetrics, type MetricsLines } from "./metrics-lines.ts";
import type { RunRecord } from "./record.ts";
import { decodeRecord, LARGEST_RECORD } from "./record-check.ts";
import { standingFolder } from "./replace-folder.ts";

/** A line an epoch, and a step where the spec asks for it. */
export const METRICS_FILE = "metrics.jsonl";

/** A run as a reader finds it. */
export interface StoredRun {
  /** run.json; `run` is that of the folder, `path` where it was found: aside, where the run is just being replaced. */
  readonly record: RunRecord;
  /** The epochs of metrics.jsonl, in order. */
  readonly epochs: readonly EpochRecord[];
  /** Its steps, where the spec has them recorded. */
  readonly steps: readonly StepRecord[];
  /** resolved.yaml as it is; `specOf` parses it. */
  readonly resolved: string;
  /** What was found damaged and left out. */
  readonly notes: readonly string[];
}

const LARGEST_SPEC = 4 * 2 ** 20; // bytes; a spec has 256 KiB at most, before its defaults are filled in
const LARGEST_METRICS = 500 * 2 ** 20; // a line a step, where a spec asks for it

/**
 * Reads a run directory. A run that says "running" and whose process is gone was interrupted; a torn last line of
 * metrics.jsonl loses that record alone.
 *
 * @throws ResultError naming the folder and what is wrong with it.
 */
export function readRun(folder: string): StoredRun {
  for (let attempt = 1; ; attempt++) {
    const path = standingFolder(folder);
    try {
      return readFrom(path, folder);
    } catch (error) {
      if (attempt < ATTEMPTS && standingFolder(folder) !== path) continue; // replaced while it was read
      throw new ResultError(`[runs/store] ${folder}: ${reasonOf(error)}`, { cause: error });
    }
  }
}

/** How often a folder is looked for that changes its place meanwhile. */
const ATTEMPTS = 3;

function readFrom(path: string, folder: string): StoredRun {
  const record = decodeRecord(readText(join(path, "run.json"), LARGEST_RECORD));
  const { epochs, steps, notes } = readMetrics(join(path, METRICS_FILE));
  const [name, experiment] = [basename(resolve(folder)), dirname(resolve(folder))];
  const dead = record.status === "running" && lockHolder(experiment, name) === undefined;
  const run = `${basename(experiment)}/${name}`;
  const progress = record.status === "running" ? { epochs: epochs.length, steps: epochs.at(-1)?.step ?? 0 } : {};
  return {
    record: { ...record, ...progress, run, path, ...(dead && { status: "interrupted" as const }) },
    epochs,
    steps,
    resolved: readText(join(path, "resolved.yaml"), LARGEST_SPEC),
    notes,
  };
}

/** Reads metrics.jsonl; nothing where it is not there. */
export function readMetrics(file: string): MetricsLines {
  const isThere = lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  return decodeMetrics(isThere ? readText(file, LARGEST_METRICS) : "");
}

function readText(file: string, largest: number): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new ResultError(`${basename(file)} is missing`);
  if (!found.isFile() || found.size > largest) throw new ResultError(`${basename(file)} is not a file of a run`);
  return readFileSync(file, "utf8");
}
