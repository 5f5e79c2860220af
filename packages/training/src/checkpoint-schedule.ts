import type { CheckpointSection } from "@assay/experiment";
import { InputError } from "@assay/kernels";

/** When a training's state is to be saved. The clock decides when, and nothing that is saved. */
export interface CheckpointSchedule {
  /** Between two steps. */
  isDue(): boolean;
  /** At the end of an epoch. */
  isDueAfter(epoch: number): boolean;
  /** @param seconds that saving took */
  saved(seconds: number): void;
}

/** Seconds between two checkpoints where the spec says nothing. */
const INTERVAL = 30;

/** Where the spec says nothing, training takes so many times the time that saving does: under 1 % with room to spare. */
const SHARE = 200;

/**
 * @param now the clock, in seconds
 * @throws InputError where the options do not go together
 */
export function checkpointSchedule(
  { every_epochs, every_minutes, keep }: CheckpointSection,
  now: () => number = () => performance.now() / 1000,
): () => CheckpointSchedule {
  if (every_epochs !== undefined && every_minutes !== undefined) {
    const rule = `must have every_epochs or every_minutes, not both, got ${every_epochs} and ${every_minutes}`;
    throw new InputError("training/checkpoint", rule, ["every_minutes"]);
  }
  if (keep === 0) return () => ({ isDue: () => false, isDueAfter: () => false, saved: () => undefined });
  if (every_epochs !== undefined) {
    return () => ({ isDue: () => false, isDueAfter: (epoch) => epoch % every_epochs === 0, saved: () => undefined });
  }
  return () => {
    let next = now() + 60 * (every_minutes ?? INTERVAL / 60);
    const isDue = () => now() >= next;
    return {
      isDue,
      isDueAfter: isDue,
      saved(seconds) {
        next = now() + (every_minutes === undefined ? Math.max(INTERVAL, SHARE * seconds) : 60 * every_minutes);
      },
    };
  };
}
