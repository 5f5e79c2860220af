import { join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import { RefusedError } from "./errors.ts";
import { checkUnlocked } from "./lock.ts";
import { checkFolder, checkName, runName } from "./names.ts";
import { readRun, type StoredRun } from "./read-run.ts";

/**
 * The finished run of a spec on data of this fingerprint, if it is there. Completed and diverged runs are finished: training them again gives the
 * same bits. An interrupted, failed or damaged one is not, and is replaced by the next attempt. Writes nothing.
 *
 * @throws RefusedError when the run is being trained at this moment, or its folder holds another spec's run.
 */
export function findRun(
  results: string,
  loaded: LoadedSpec,
  data: string,
  numerics: "fused" | "strict",
): StoredRun | undefined {
  const run = runName({ seed: loaded.spec.seed, spec: loaded.hash, data, numerics });
  const experiment = join(results, checkName(loaded.spec.name));
  const path = join(experiment, run);
  if (checkFolder(experiment) === "absent") return undefined;
  const present = checkFolder(path) === "present";
  checkUnlocked(experiment, run);
  const stored = present ? readOrUndefined(path) : undefined;
  if (stored === undefined) return undefined;
  const { hashes } = stored.record;
  if (hashes.spec !== loaded.hash || (hashes.data !== null && hashes.data !== data)) {
    const rule = `${path} holds the run of another spec or other data (${hashes.spec}, ${hashes.data})`;
    throw new RefusedError("runs/store", rule, "use another --out");
  }
  return stored.record.status === "completed" || stored.record.status === "diverged" ? stored : undefined;
}

function readOrUndefined(path: string): StoredRun | undefined {
  try {
    return readRun(path);
  } catch {
    return undefined; // damaged: trained again
  }
}
