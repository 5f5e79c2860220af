import { join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import { readRun } from "@assay/runs/store";
import { failedResult, type OnEpoch, type TrialResult, type TrialTask } from "@assay/sweeps";
import type { EpochRecord, Listener } from "@assay/training/events";
import type { Context } from "./context.ts";
import { earlierRun } from "./earlier-run.ts";
import { identityOfRun } from "./identity-of-run.ts";
import { ifReadable } from "./if-readable.ts";
import { trainSpec } from "./train-spec.ts";
import { trialFigures } from "./trial-figures.ts";

/**
 * Trains one trial into its run, up to its end or to where it misses what it must reach; a stopped one is an unfinished run, which
 * `resume` goes on with. What is there already is not trained again.
 *
 * @returns undefined where it was interrupted
 * @throws what `trainSpec` throws
 */
export async function trainTrial(
  task: TrialTask,
  loaded: LoadedSpec,
  signal: AbortSignal,
  onEpoch: OnEpoch,
  context: Context,
): Promise<TrialResult | undefined> {
  const { results, threads, numerics, revectorize } = task;
  const since = context.clock.seconds();
  const trainer = await context.services.trainer();
  const prepared = trainer.prepare(loaded);
  const run = identityOfRun(loaded, prepared, trainer.chooseNumerics(numerics));
  if (run !== task.run) {
    const rule = `this machine has other data or numerics: ${run} instead of ${task.run}`;
    return failedResult(rule);
  }
  const figures = trialFigures(task);
  const path = join(results, run);
  const identity = { spec: loaded.hash, data: prepared.fingerprint(), version: trainer.NUMERICS_VERSION };
  const earlier = earlierRun(path, identity);
  if (earlier && figures.isStopped(earlier.epochs)) return figures.endOf(earlier);

  const enough = new AbortController();
  const seen: EpochRecord[] = [...(earlier?.epochs ?? [])];
  let epochs = 0;
  const watch: Listener = (event) => {
    if (event.type === "start") epochs = event.epochs;
    if (event.type !== "epoch") return;
    const { record } = event;
    seen.splice(record.epoch - 1, seen.length, record);
    onEpoch(record.epoch, epochs, figures.figureOf(record) ?? null);
    if (figures.isStopped(seen)) enough.abort();
  };
  const { record } = await trainSpec(
    {
      ...{ trainer, loaded, prepared, results, threads, numerics, revectorize, force: false, since, page: false },
      ...{ listeners: [watch], signal: AbortSignal.any([signal, enough.signal]) },
    },
    context,
  );
  const stored = ifReadable(() => readRun(path))?.epochs ?? [];
  const end = figures.endOf({ record, epochs: stored });
  if (end || record.status === "interrupted") return end;
  return figures.resultOf(stored, "failed", record);
}
