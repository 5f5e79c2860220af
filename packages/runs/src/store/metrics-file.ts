import { join } from "node:path";
import type { EpochRecord, StepRecord } from "@assay/training/events";
import { atomicWrite } from "./atomic-write.ts";
import type { Files } from "./files.ts";
import { quietly } from "./quietly.ts";
import { METRICS_FILE, readMetrics } from "./read-run.ts";
import type { Beginning, Origin } from "./run-request.ts";

/** metrics.jsonl of a run that is being trained. */
export interface MetricsFile {
  /** Adds a line, which is on the disk a second later at most. */
  add(record: EpochRecord | StepRecord): void;
  /** Writes what is not on the disk yet. @throws ResultError */
  write(): void;
  /** The last epoch, if one was finished. */
  last(): EpochRecord | undefined;
}

/** Milliseconds between two writes: a thousand short epochs must not wait for the disk each. */
const LEAST_PAUSE = 1000;

/**
 * @param from where a training goes on: what its folder says beyond that point is dropped, as it comes again. Where its run.json
 *   cannot be read, its lines still can.
 */
export function createMetricsFile(run: string, files: Files, from?: Origin | Beginning): MetricsFile {
  let text = from ? linesBefore(from, stepsOf(run, from)) : "";
  let last = from?.snapshot.records.at(-1);
  // Of a training that goes on, even nothing is to replace what is there.
  let written = { length: from ? -1 : 0, at: Number.NEGATIVE_INFINITY };
  let timer: NodeJS.Timeout | undefined;
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (text.length === written.length) return;
    atomicWrite(join(run, METRICS_FILE), text, files); // whole: an append could be seen half done
    written = { length: text.length, at: performance.now() };
  };
  write();
  return {
    add(record) {
      if ("seconds" in record) last = record;
      text += `${JSON.stringify(record)}\n`;
      if (performance.now() - written.at >= LEAST_PAUSE) write();
      // What comes too soon is written a little later; if that fails, the next write says so.
      else timer ??= setTimeout(() => quietly(write), LEAST_PAUSE).unref();
    },
    write,
    last: () => last,
  };
}

/** The steps that a run has recorded: those that it was given, its own, or what can be read of them. */
const stepsOf = (run: string, from: Origin | Beginning): readonly StepRecord[] =>
  ("steps" in from ? from.steps : undefined) ??
  ("stored" in from ? from.stored?.steps : undefined) ??
  quietly(() => readMetrics(join(run, METRICS_FILE)).steps) ??
  [];

/** The epochs that a snapshot knows of, and the recorded steps before it, in the order of the training. */
function linesBefore({ snapshot }: Origin | Beginning, steps: readonly StepRecord[]): string {
  const { records, position } = snapshot;
  const before = steps.filter(({ step }) => step <= position.update);
  const done = records.flatMap((record) => [...before.filter(({ epoch }) => epoch === record.epoch), record]);
  const open = before.filter(({ epoch }) => epoch > (records.at(-1)?.epoch ?? 0));
  return [...done, ...open].map((record) => `${JSON.stringify(record)}\n`).join("");
}
