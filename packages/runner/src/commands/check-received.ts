import { hashOf } from "@assay/experiment";
import type { StoredRun } from "@assay/runs/store";
import { checkFiles } from "@assay/runs/verify";
import type { TrialResult } from "@assay/sweeps";
import type { Payload } from "@assay/sweeps/queue";
import { trialFigures } from "./trial-figures.ts";

/**
 * Checks that a run that was sent is the one that was asked for, that its files agree with each other, and that it says what the
 * result says that came with it. @param spec hash of the spec that was asked for
 * @throws an Error where one of these is not so
 */
export function checkReceived(stored: StoredRun, payload: Payload, spec: string, result: TrialResult): void {
  const { hashes, versions, numerics, run } = stored.record;
  const isAsked =
    run === payload.run &&
    hashes.spec === spec &&
    hashes.data === payload.expects.data &&
    numerics === payload.numerics &&
    versions.numerics === payload.expects.version &&
    stored.resolved === payload.spec;
  if (!isAsked) throw new Error("the run that was sent is another one");
  const { differences, absent } = checkFiles(stored);
  const [first] = differences;
  if (first) throw new Error(`the run that was sent is damaged: ${first.where}: ${first.what}`);
  const missing = absent.find((name) => !name.startsWith("checkpoints/")); // those are saved by the clock
  if (missing !== undefined) throw new Error(`the run that was sent lacks ${missing}`);
  const said = trialFigures(payload).endOf(stored);
  if (!said) throw new Error("the run that was sent has not come to its end");
  if (hashOf(said) !== hashOf(result)) throw new Error("the run that was sent says something else than its result");
}
