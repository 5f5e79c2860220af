import { lstatSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { EpochRecord, StepRecord } from "@assay/training/events";
import { type Check, number, object, optional, orNull } from "./checks.ts";
import { ResultError, reasonOf } from "./errors.ts";
import { lockHolder } from "./lock.ts";
import type { RunRecord } from "./record.ts";
import { decodeRecord } from "./record-check.ts";

/** A run as a reader finds it. */
export interface StoredRun {
  /** run.json; `run` and `path` are those of the folder it was found in. */
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

const LARGEST = 64 * 2 ** 20; // bytes; no file read here comes near it
const LARGEST_METRICS = 500 * 2 ** 20; // a line a step, where a spec asks for it

/**
 * Reads a run directory. A run that says "running" and whose process is gone was interrupted; a torn last line of
 * metrics.jsonl loses that record alone.
 *
 * @throws ResultError naming the folder and what is wrong with it.
 */
export function readRun(folder: string): StoredRun {
  try {
    const record = decodeRecord(readText(join(folder, "run.json")));
    const { epochs, steps, notes } = readMetrics(join(folder, "metrics.jsonl"));
    const dead = record.status === "running" && lockHolder(dirname(folder), basename(folder)) === undefined;
    const run = `${basename(dirname(folder))}/${basename(folder)}`;
    const progress = record.status === "running" ? { epochs: epochs.length, steps: epochs.at(-1)?.step ?? 0 } : {};
    return {
      record: { ...record, ...progress, run, path: folder, ...(dead && { status: "interrupted" as const }) },
      epochs,
      steps,
      resolved: readText(join(folder, "resolved.yaml")),
      notes,
    };
  } catch (error) {
    throw new ResultError(`[runs/store] ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}

function readMetrics(file: string): Pick<StoredRun, "epochs" | "steps" | "notes"> {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return { epochs: [], steps: [], notes: [] };
  const lines = readText(file, LARGEST_METRICS).split("\n");
  const epochs: EpochRecord[] = [];
  const steps: StepRecord[] = [];
  const notes: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const record = parseRecord(line);
    if (record && "seconds" in record) epochs.push(record);
    else if (record) steps.push(record);
    else notes.push(`metrics.jsonl: line ${index + 1} is damaged and left out`);
  }
  return { epochs, steps, notes };
}

const fromOne: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 1;
/** The figures of a split; what is not finite is null. */
const figures: Check = (value) => object({})(value) && Object.values(value as object).every(orNull(number));

/** An epoch, or a step, which has no times. */
const isLine = object({
  ...{ epoch: fromOne, step: fromOne, lr: orNull(number) },
  ...{ train: figures, validation: optional(figures), test: optional(figures) },
  ...{ seconds: optional(orNull(number)), samples_per_second: optional(orNull(number)) },
});

function parseRecord(line: string): EpochRecord | StepRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isLine(value) ? (value as EpochRecord | StepRecord) : undefined;
  } catch {
    return undefined;
  }
}

function readText(file: string, largest = LARGEST): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new ResultError(`${basename(file)} is missing`);
  if (!found.isFile() || found.size > largest) throw new ResultError(`${basename(file)} is not a file of a run`);
  return readFileSync(file, "utf8");
}
