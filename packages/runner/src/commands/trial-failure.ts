import { ResultError } from "@assay/runs/errors";
import { type FromProcess, failedResult } from "@assay/sweeps";

/** What an error in a trial is to its sweep: a failed trial, or, where files cannot be written, its end. */
export function trialFailure(error: unknown): FromProcess {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ResultError) return { type: "error", message };
  return { type: "end", result: failedResult(message) };
}
