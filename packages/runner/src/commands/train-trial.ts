import { join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import { readRun, type StoredRun } from "@assay/runs/store";
import { failedResult, type OnEpoch, type TrialResult, type TrialTask } from "@assay/sweeps";
import type { EpochRecord, Listener } from "@assay/training/events";
import type { Context } from "./context.ts";
import { identityOfRun } from "./identity-of-run.ts";
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
  if (revectorize) trainer.revectorize();
  const prepared = trainer.prepare(loaded);
  const run = identityOfRun(loaded, prepared, trainer.chooseNumerics(numerics));
  if (run !== task.run) {
    const rule = `its data or numerics are others here: ${run} instead of ${task.run}`;
    return failedResult(rule);
  }
  const figures = trialFigures(task);
  const path = join(results, run);
  const before = stored(path);
  const { hashes, versions } = before?.record ?? {};
  const isSame =
    hashes?.spec === loaded.hash &&
    hashes.data === prepared.fingerprint() &&
    versions?.numerics === trainer.NUMERICS_VERSION;
  const earlier = isSame ? (before?.epochs ?? []) : [];
  if (figures.isStopped(earlier)) return figures.resultOf(earlier, "stopped", before?.record);

  const enough = new AbortController();
  const seen: EpochRecord[] = [...earlier];
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
  const reached = stored(path)?.epochs ?? [];
  if (figures.isStopped(reached)) return figures.resultOf(reached, "stopped", record);
  if (record.status === "interrupted") return undefined;
  return figures.resultOf(reached, record.status === "running" ? "failed" : record.status, record);
}

/** A run as it is there; undefined where it is not, or cannot be read. */
function stored(path: string): StoredRun | undefined {
  try {
    return readRun(path);
  } catch {
    return undefined;
  }
}
