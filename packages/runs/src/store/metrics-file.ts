import { join } from "node:path";
import type { EpochRecord, StepRecord } from "@assay/training/events";
import { atomicWrite } from "./atomic-write.ts";
import type { Files } from "./files.ts";
import { quietly } from "./quietly.ts";
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

/** @param from where a training goes on: what its folder says beyond that point is dropped, as it comes again */
export function createMetricsFile(run: string, files: Files, from?: Origin | Beginning): MetricsFile {
  let text = from ? linesBefore(from) : "";
  let last = from?.snapshot.records.at(-1);
  let written = { length: 0, at: Number.NEGATIVE_INFINITY };
  let timer: NodeJS.Timeout | undefined;
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (text.length === written.length) return;
    atomicWrite(join(run, "metrics.jsonl"), text, files); // whole: an append could be seen half done
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

/** The epochs that a snapshot knows of, and the recorded steps before it, in the order of the training. */
function linesBefore(from: Origin | Beginning): string {
  const { records, position } = from.snapshot;
  const steps = ("stored" in from ? from.stored?.steps : (from as Beginning).steps) ?? [];
  const before = steps.filter(({ step }) => step <= position.update);
  const done = records.flatMap((record) => [...before.filter(({ epoch }) => epoch === record.epoch), record]);
  const open = before.filter(({ epoch }) => epoch > (records.at(-1)?.epoch ?? 0));
  return [...done, ...open].map((record) => `${JSON.stringify(record)}\n`).join("");
}
