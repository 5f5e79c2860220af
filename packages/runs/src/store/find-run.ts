import { basename, dirname, join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import type { Checkpoint, CheckpointIdentity } from "./checkpoint.ts";
import { checkpointsFor, passedOverLine } from "./checkpoints-for.ts";
import { RefusedError } from "./errors.ts";
import { nodeFiles } from "./files.ts";
import { acquireLock, checkUnlocked } from "./lock.ts";
import { checkFolder, checkName, type RunIdentity, runName } from "./names.ts";
import { readRun, type StoredRun } from "./read-run.ts";
import { isFinished, type RunRecord } from "./record.ts";
import { isMovedAside, recoverFolder, repeatFolder } from "./replace-folder.ts";

/** What there is of a run that is to be trained. */
export interface FoundRun {
  /** Where its folder is, or will be. */
  readonly path: string;
  /** As it was left; undefined where there is nothing that can be read. */
  readonly stored?: StoredRun;
  /** Training it again would give the same bits. */
  readonly finished: boolean;
  /** The newest state that an unfinished run goes on from. */
  readonly checkpoint?: Checkpoint;
  /** What was found damaged or of another version, for the user. */
  readonly notes: readonly string[];
}

/**
 * Looks for the run of a spec on data of this fingerprint: a finished one (completed or diverged), or the state from which an
 * unfinished one goes on.
 *
 * @param version of the kernels' results: a state of another version does not go on to the same bits
 * @throws RefusedError when the run is being trained at this moment, or its folder holds another spec's run.
 */
export function findRun(
  results: string,
  loaded: LoadedSpec,
  { fork, ...identity }: CheckpointIdentity & Pick<RunIdentity, "fork">,
): FoundRun {
  const { data, numerics } = identity;
  const experiment = join(results, checkName(loaded.spec.name));
  const run = runName({
    seed: loaded.spec.seed,
    spec: loaded.hash,
    data,
    numerics,
    ...(fork !== undefined && { fork }),
  });
  const path = join(experiment, run);
  const nothing: FoundRun = { path, finished: false, notes: [] };
  if (checkFolder(experiment) === "absent") return nothing;
  const present = checkFolder(path) === "present";
  checkUnlocked(experiment, run);
  if (!present && isMovedAside(experiment, run)) {
    const release = acquireLock(experiment, run);
    try {
      recoverFolder(experiment, run, nodeFiles);
    } finally {
      release();
    }
  } else if (!present) return nothing;
  const stored = readOrUndefined(path);
  if (stored === undefined) return { path, ...continued(path, identity), finished: false };
  const { hashes } = stored.record;
  if (!isRunOf(stored.record, { spec: loaded.hash, data })) {
    const rule = `${path} holds the run of another spec or other data (${hashes.spec}, ${hashes.data})`;
    throw new RefusedError("runs/store", rule, "use another --out");
  }
  return isFinished(stored.record)
    ? { path, stored, finished: true, notes: [] }
    : { path, stored, ...continued(path, identity), finished: false };
}

/** Whether a run's record is that of a spec on data, as far as it says: its name has the beginning of the two alone. */
export const isRunOf = (
  { hashes }: Pick<RunRecord, "hashes">,
  { spec, data }: Pick<RunIdentity, "spec" | "data">,
): boolean => hashes.spec === spec && (hashes.data === null || hashes.data === data);

/** What there is of a repetition of the finished run at `path` that came to no end. */
export function findRepetition(path: string, identity: CheckpointIdentity): Omit<FoundRun, "path" | "finished"> {
  const beside = repeatFolder(dirname(path), basename(path));
  const stored = readOrUndefined(beside);
  return { ...(stored && { stored }), ...continued(beside, identity) };
}

/** The newest state of a run that goes on to the same bits. */
function continued(path: string, identity: CheckpointIdentity): Pick<FoundRun, "checkpoint" | "notes"> {
  const checkpoints = checkpointsFor(path, identity);
  const [newest] = checkpoints.newest;
  return { ...(newest && { checkpoint: newest.checkpoint }), notes: checkpoints.passedOver.map(passedOverLine) };
}

function readOrUndefined(path: string): StoredRun | undefined {
  try {
    return readRun(path);
  } catch {
    return undefined; // damaged: trained again
  }
}
