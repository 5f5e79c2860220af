import type { JournalLine } from "../src/index.ts";

/** A line of a journal: a trial that was completed, but for what is replaced. */
export const madeLine = (replaced: Partial<JournalLine> = {}): JournalLine => ({
  ...{ number: 0, setting: 0, seed: 1, run: "made/seed1-12345678", sets: {} },
  ...{ status: "completed", epochs: 1, parameters: 10, seconds: 1, weights: "a".repeat(64) },
  curve: [[1, 0.9]],
  train: { loss: 0.1, accuracy: 0.95 },
  validation: { loss: 0.2, accuracy: 0.9 },
  ...replaced,
});
