import { setTimeout as sleep } from "node:timers/promises";
import { HeldError } from "@assay/runs/errors";

/** So often it is looked again before anything is said. */
const LOOKS = 20;
const PAUSE = 500; // ms

/**
 * Waits while a run is held by another process: one that is about to end, as the one that started it was killed, or one that trains
 * the same.
 *
 * @param tell told once, after some seconds, who holds it
 * @returns undefined where it is given up meanwhile
 */
export async function patiently<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  tell: (message: string) => void,
): Promise<T | undefined> {
  for (let look = 1; !signal.aborted; look++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof HeldError)) throw error;
      if (look === LOOKS) tell(error.message);
      await sleep(PAUSE);
    }
  }
  return undefined;
}
