import type { TrainOutcome } from "@assay/training/events";
import { hashOfText, predictionsCsv } from "../store/predictions.ts";
import { outcomeFields, type RunRecord } from "../store/record.ts";
import type { Difference } from "./contract.ts";
import { otherLeaves } from "./other-leaves.ts";

/** What of run.json a training does not determine: where, when, how fast and by whom; every other key is compared. */
const UNDETERMINED: ReadonlySet<string> = new Set<keyof RunRecord>([
  "run",
  "path",
  "ancestry",
  "resumed",
  "started",
  "seconds",
  "train_seconds",
  "samples_per_second",
  "threads",
  "flags",
  "machine",
  "versions",
  "git",
]);

/** Differences that are told: an altered seed is one, an altered list of classes would be hundreds. */
const TOLD = 5;

/** What a spec decides of the record. */
export interface Named {
  readonly name: string;
  readonly seed: number;
}

/** In what the end of a training differs from what was recorded. */
export function compareOutcome(record: RunRecord, outcome: TrainOutcome, { name, seed }: Named): Difference[] {
  const fields = outcomeFields(outcome, record.hashes);
  const predictions = outcome.predictions && hashOfText(predictionsCsv(outcome.predictions));
  const hashes = { ...fields.hashes, ...(predictions !== undefined && { predictions }) };
  return told(record, { name, seed, ...fields, hashes });
}

/** The same of a part of a training, as far as a part can tell. */
export function compareBeginning(record: RunRecord, outcome: TrainOutcome, { name, seed }: Named): Difference[] {
  const { numerics, metrics, parameters, hashes } = outcome;
  const { data, initial_weights } = hashes;
  const found = { name, seed, numerics, metrics, parameters, hashes: { data, initial_weights } };
  const { hashes: was, ...rest } = record;
  const recorded = Object.fromEntries(Object.entries(rest).filter(([key]) => Object.hasOwn(found, key)));
  return told({ ...recorded, hashes: { data: was.data, initial_weights: was.initial_weights } }, found);
}

/** The first differences of two records, in what a training determines. */
export function told(recorded: object, found: object): Difference[] {
  const determined = (fields: object) =>
    Object.fromEntries(Object.entries(fields).filter(([key]) => !UNDETERMINED.has(key)));
  return otherLeaves(determined(recorded), determined(found))
    .slice(0, TOLD)
    .map((what) => ({ where: "run.json", what }));
}
