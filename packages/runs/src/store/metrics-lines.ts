import type { EpochRecord, StepRecord } from "@assay/training/events";
import { amount, type Check, finite, object, optional, orNull } from "./checks.ts";
import { parseJson } from "./parse-json.ts";
import { figures } from "./record-check.ts";

/** What metrics.jsonl holds. */
export interface MetricsLines {
  readonly epochs: readonly EpochRecord[];
  readonly steps: readonly StepRecord[];
  /** What was found damaged and left out. */
  readonly notes: readonly string[];
}

/** Damaged lines that are noted one by one. */
const NOTED = 5;
/** Characters of a line; one has a few hundred. */
const LONGEST = 2 ** 20;

const fromOne: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 1;

/** An epoch, or a step, which has no times. */
const line = object({
  ...{ epoch: fromOne, step: fromOne, lr: orNull(finite) },
  ...{ train: figures, validation: optional(figures), test: optional(figures) },
  ...{ seconds: optional(orNull(amount)), samples_per_second: optional(orNull(amount)) },
});

/** The lines of metrics.jsonl: each is read by itself, so that a damaged one, such as a torn last one, loses that record alone. */
export function decodeMetrics(text: string): MetricsLines {
  const epochs: EpochRecord[] = [];
  const steps: StepRecord[] = [];
  const damaged: number[] = [];
  for (const [index, source] of text.split("\n").entries()) {
    if (source === "") continue;
    const record = decodeLine(source);
    if (record === undefined) damaged.push(index + 1);
    else if ("seconds" in record) epochs.push(record);
    else steps.push(record);
  }
  const notes = damaged.slice(0, NOTED).map((at) => `metrics.jsonl: line ${at} is damaged and left out`);
  const more = damaged.length - notes.length;
  return { epochs, steps, notes: more > 0 ? [...notes, `metrics.jsonl: so are ${more} more`] : notes };
}

function decodeLine(source: string): EpochRecord | StepRecord | undefined {
  if (source.length > LONGEST) return undefined;
  try {
    const value = parseJson(source);
    return line(value) ? (line.known?.(value as never) as EpochRecord | StepRecord) : undefined;
  } catch {
    return undefined;
  }
}
