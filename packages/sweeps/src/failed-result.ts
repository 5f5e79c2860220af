import type { TrialResult } from "./trial.ts";

/** What a trial has given that could not be trained. */
export const failedResult = (reason: string): TrialResult => ({
  ...{ status: "failed", reason, curve: [], epochs: 0, train: null, validation: null },
  ...{ parameters: null, seconds: null, weights: null },
});
