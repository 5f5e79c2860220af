import { isFinished, isRunOf, readRun, type StoredRun } from "@assay/runs/store";
import { ifReadable } from "./if-readable.ts";

/** What a trial's run must have been made with. */
export interface TrialIdentity {
  /** SHA-256 (hex) of the spec, and of the data. */
  readonly spec: string;
  readonly data: string;
  /** Version of the numerics. */
  readonly version: string;
}

/**
 * The run of a trial that is there already, and counts; undefined where there is none. As everywhere, a finished run stays whatever
 * version of the numerics it was made with, and an unfinished one of another version is trained from the beginning.
 */
export function earlierRun(path: string, { version, ...identity }: TrialIdentity): StoredRun | undefined {
  const stored = ifReadable(() => readRun(path));
  if (!stored) return undefined;
  const { record } = stored;
  const counts = isRunOf(record, identity) && (isFinished(record) || record.versions.numerics === version);
  return counts ? stored : undefined;
}
