import { BEST_FILE, checkpointsFor, identityOf, type RunRecord } from "@assay/runs/store";
import type { Snapshot } from "@assay/training";

interface Shared {
  /** What the earlier run and the one that goes on from it choose their best epoch by; undefined where they keep none. */
  readonly was: string | undefined;
  readonly is: string | undefined;
  /** Epochs that both share. */
  readonly epochs: number;
}

/** The best state that a run takes along from the one that it goes on from. */
export interface CarriedBest {
  /** Undefined where it keeps none, or where the best one is of an epoch beyond the shared ones. */
  readonly snapshot?: Snapshot;
  /** Why the best state of the shared epochs cannot be had. */
  readonly why?: string;
}

/** Finds the best state among the epochs that two runs share: no later epoch need be better, and then there is no other. */
export function carriedBest(record: RunRecord, { was, is, epochs }: Shared): CarriedBest {
  if (is === undefined) return {};
  if (was !== is) return { why: `it kept no best epoch by ${is}` };
  const snapshot = checkpointsFor(record.path, identityOf(record)).read(BEST_FILE)?.snapshot;
  if (!snapshot) return { why: `checkpoints/${BEST_FILE} is missing, damaged or another run's` };
  return (snapshot.records.at(-1)?.epoch ?? 0) <= epochs ? { snapshot } : {};
}
