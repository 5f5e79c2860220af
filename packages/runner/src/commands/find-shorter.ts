import { join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import { canonicalJson } from "@assay/experiment/identity";
import {
  type CheckpointIdentity,
  checkpointsFor,
  hasCheckpoints,
  identityOf,
  listExperiment,
  passedOverLine,
  type RunRecord,
  readableSpec,
} from "@assay/runs/store";
import type { Snapshot, StepRecord } from "@assay/training";
import { carriedBest } from "./carried-best.ts";
import type { Context } from "./context.ts";
import type { Prepared, Trainer } from "./services.ts";

/** A run of the same spec but for its length, and its newest state, if the longer training goes on exactly from it. */
export interface Shorter {
  readonly run: string;
  readonly snapshot?: Snapshot;
  /** Its state after its best epoch, where the longer training keeps that, too. */
  readonly best?: Snapshot | undefined;
  /** Its recorded steps. */
  readonly steps?: readonly StepRecord[];
  /** Why there is none. */
  readonly why?: string;
}

interface Wanted extends Omit<CheckpointIdentity, "spec"> {
  readonly results: string;
  readonly loaded: LoadedSpec;
  readonly prepared: Prepared;
  readonly trainer: Trainer;
  /** Told of checkpoints that are not used. */
  readonly say?: ((line: string) => void) | undefined;
}

/**
 * Looks for a training of the same spec with fewer epochs, or steps, that left a checkpoint: the longer one need not train
 * those epochs again. The one with the most steps is taken.
 */
export async function findShorter(wanted: Wanted, { services }: Context): Promise<Shorter | undefined> {
  const { results, loaded, prepared, trainer } = wanted;
  const { name, seed } = loaded.spec;
  const own = lengthless(loaded.spec);
  // A sweep comes here before each of its trials: runs too short for a checkpoint are not even read.
  const shorter = listExperiment(join(results, name), name, hasCheckpoints).flatMap((entry) => {
    if (!("stored" in entry) || entry.stored.record.seed !== seed || entry.stored.record.ancestry) return [];
    if (!isLike(entry.stored.record, wanted)) return [];
    const spec = readableSpec(entry.stored);
    return spec && lengthless(spec) === own ? [entry] : [];
  });
  const reasons: Shorter[] = [];
  for (const { run, path, stored } of shorter.sort((a, b) => b.stored.record.steps - a.stored.record.steps)) {
    const checkpoints = checkpointsFor(path, identityOf(stored.record));
    let found: Shorter | undefined;
    for (const { checkpoint } of checkpoints.newest) {
      const { snapshot } = checkpoint;
      const before = await services.loadSpec(join(path, "resolved.yaml"));
      const [was, is] = [before, loaded].map(({ spec }) => spec.training.checkpoint.best);
      const best = carriedBest(stored.record, { was, is, epochs: snapshot.records.length });
      const why = best.why ?? (await trainer.whyNotExtended(trainer.prepare(before), prepared, snapshot));
      if (why === undefined) {
        found = { run, snapshot, best: best.snapshot, steps: stored.steps };
        break;
      }
      reasons.push({ run, why });
    }
    for (const other of checkpoints.passedOver) wanted.say?.(`Warning: ${run}: ${passedOverLine(other)}`);
    if (found) return found;
  }
  return reasons[0];
}

/** Whether a run was trained on the same data, to the same bits. */
const isLike = ({ hashes, numerics, versions }: RunRecord, wanted: Wanted): boolean =>
  hashes.data === wanted.data && numerics === wanted.numerics && versions.numerics === wanted.version;

/** A spec without what says how long is trained, and how often is saved, as text. */
function lengthless(spec: object): string {
  const { training, ...rest } = spec as { readonly training?: object };
  const { epochs: _, steps: __, checkpoint: ___, ...others } = (training ?? {}) as Record<string, unknown>;
  return canonicalJson({ ...rest, training: others });
}
