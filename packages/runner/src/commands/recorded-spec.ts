import { join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import { RefusedError, type RunRecord } from "@assay/runs/store";
import type { Context } from "./context.ts";
import { refuseEnsemble } from "./refuse-ensemble.ts";
import type { Prepared, Trainer } from "./services.ts";

/** The spec of a run as it was recorded, checked and ready to train. */
export interface Recorded {
  readonly loaded: LoadedSpec;
  readonly trainer: Trainer;
  readonly prepared: Prepared;
  /** Why training it would not be the same training; undefined where it would be. */
  readonly refusal?: string;
}

/**
 * Reads a run's resolved.yaml and prepares it.
 * @throws UsageError for an ensemble; SpecError where it is damaged or its data is not there; RefusedError where this machine cannot compute its bits
 */
export async function recordedSpec(record: RunRecord, { services }: Context): Promise<Recorded> {
  refuseEnsemble(record, "is not trained");
  const { path, hashes, numerics } = record;
  const loaded = await services.loadSpec(join(path, "resolved.yaml"));
  const trainer = await services.trainer();
  const prepared = trainer.prepare(loaded);
  if (trainer.chooseNumerics(numerics) !== numerics) {
    throw new RefusedError("runner/commands", `${record.run} has ${numerics} numerics, which this machine has not`);
  }
  const refuse = (what: string, now: string, recorded: string) => ({
    ...{ loaded, trainer, prepared },
    refusal: `${what}: ${now.slice(0, 16)}, recorded ${recorded.slice(0, 16)}`,
  });
  if (loaded.hash !== hashes.spec) return refuse("resolved.yaml is read as another spec", loaded.hash, hashes.spec);
  const data = prepared.fingerprint();
  if (hashes.data !== null && data !== hashes.data) return refuse("the data is another", data, hashes.data);
  return { loaded, trainer, prepared };
}
