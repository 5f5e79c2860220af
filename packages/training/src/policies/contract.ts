import type { EpochRecord } from "../events.ts";

/** `keep`: what was reached is worth keeping, and the training goes on; `stop`: this epoch was the last. */
export type Answer = "go on" | "keep" | "stop";

/** Asked once after each epoch that was evaluated, in order; it sees records alone, and the test split is not in them. */
export interface Policy {
  afterEpoch(record: EpochRecord): Answer;
}
