import type { Trial, TrialResult } from "./trial.ts";

/** A line: a trial that is over, and what it sets. */
export interface JournalLine extends Trial, TrialResult {
  /** Path → value. */
  readonly sets: Readonly<Record<string, unknown>>;
}
