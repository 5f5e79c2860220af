import type { Trial, TrialResult } from "./trial.ts";

/** A line: a trial that is over, and what it sets. */
export interface JournalLine extends Omit<Trial, "identity">, TrialResult {
  /** Missing where another version has written it: the trial is then looked at again. */
  readonly identity?: string;
  /** Path → value. */
  readonly sets: Readonly<Record<string, unknown>>;
}
