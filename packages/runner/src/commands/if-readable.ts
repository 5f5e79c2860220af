import { RefusedError, ResultError, UsageError } from "@assay/runs/errors";

/** What is read from the results; undefined where that cannot be: a run's folder may be elsewhere, or damaged. Bugs are not hidden. */
export function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ResultError || error instanceof RefusedError || error instanceof UsageError) return undefined;
    throw error;
  }
}
