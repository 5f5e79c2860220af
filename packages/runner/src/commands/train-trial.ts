import { join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import { type RunRecord, readRun } from "@assay/runs/store";
import { type Curve, type OnEpoch, type TrialResult, type TrialTask, upToStop } from "@assay/sweeps";
import type { EpochRecord, Listener } from "@assay/training/events";
import type { Context } from "./context.ts";
import { identityOfRun } from "./identity-of-run.ts";
import { trainSpec } from "./train-spec.ts";

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
  const { results, threads, numerics, revectorize, metric, bounds } = task;
  const since = context.clock.seconds();
  const trainer = await context.services.trainer();
  if (revectorize) trainer.revectorize();
  const prepared = trainer.prepare(loaded);
  const run = identityOfRun(loaded, prepared, trainer.chooseNumerics(numerics));
  if (run !== task.run) {
    const rule = `its data or numerics are others here: ${run} instead of ${task.run}`;
    return failed(rule);
  }
  const key = metric.name.replace(/^validation\./, "");
  const sign = metric.goal === "maximize" ? -1 : 1;
  const curveOf = (records: readonly EpochRecord[]): Curve =>
    records.flatMap(({ epoch, validation }) => {
      const figure = validation?.[key];
      return typeof figure === "number" && Number.isFinite(figure) ? [[epoch, figure] as const] : [];
    });
  const until = (curve: Curve) =>
    upToStop(
      curve.map(([epoch, figure]) => [epoch, sign * figure] as const),
      bounds,
    );

  const path = join(results, run);
  const earlier = storedEpochs(path);
  if (until(curveOf(earlier)).isStopped) return resultOf(earlier, "stopped", undefined);

  const enough = new AbortController();
  const seen: EpochRecord[] = [...earlier];
  let epochs = 0;
  const watch: Listener = (event) => {
    if (event.type === "start") epochs = event.epochs;
    if (event.type !== "epoch") return;
    const { record } = event;
    seen.splice(record.epoch - 1, seen.length, record);
    onEpoch(record.epoch, epochs, record.validation?.[key] ?? null);
    if (until(curveOf(seen)).isStopped) enough.abort();
  };
  const { record } = await trainSpec(
    {
      ...{ trainer, loaded, prepared, results, threads, numerics, revectorize, force: false, since, page: false },
      ...{ listeners: [watch], signal: AbortSignal.any([signal, enough.signal]) },
    },
    context,
  );
  const stored = storedEpochs(path);
  if (until(curveOf(stored)).isStopped) return resultOf(stored, "stopped", record);
  if (record.status === "interrupted") return undefined;
  return resultOf(stored, record.status === "running" ? "failed" : record.status, record);

  function resultOf(
    records: readonly EpochRecord[],
    status: TrialResult["status"],
    record: RunRecord | undefined,
  ): TrialResult {
    const whole = curveOf(records);
    const end = status === "stopped" ? (until(whole).curve.at(-1)?.[0] ?? 0) : (records.at(-1)?.epoch ?? 0);
    const last = records.find(({ epoch }) => epoch === end);
    const { divergence, error, hashes } = record ?? {};
    const reason = divergence
      ? `${divergence.tensor} was not finite at step ${divergence.step}`
      : status === "failed"
        ? error
        : undefined;
    return {
      ...{ status, ...(reason !== undefined && { reason }) },
      ...{ curve: whole.filter(([epoch]) => epoch <= end), epochs: end },
      ...{ train: figuresOf(last?.train), validation: figuresOf(last?.validation) },
      parameters: record?.parameters ?? null,
      seconds: record?.seconds ?? null,
      weights: status === "completed" ? (hashes?.final_weights ?? null) : null,
    };
  }
}

const failed = (reason: string): TrialResult => ({
  ...{ status: "failed", reason, curve: [], epochs: 0, train: null, validation: null },
  ...{ parameters: null, seconds: null, weights: null },
});

/** The epochs that a run has reached; none where it is not there. */
function storedEpochs(path: string): readonly EpochRecord[] {
  try {
    return readRun(path).epochs;
  } catch {
    return [];
  }
}

const figuresOf = (metrics: Readonly<Record<string, number | null | undefined>> | undefined) =>
  metrics
    ? Object.fromEntries(
        Object.entries(metrics).map(([name, value]) => [name, Number.isFinite(value) ? (value as number) : null]),
      )
    : null;
