import { isFinished, type RunRecord, type StoredRun } from "@assay/runs/store";
import { type Curve, metricOf, signOf, type TrialResult, type TrialTask, upToStop } from "@assay/sweeps";
import type { EpochRecord } from "@assay/training/events";

/** What a trial's epochs say of it. */
export interface TrialFigures {
  /** The sweep's metric after an epoch. */
  figureOf(record: EpochRecord): number | null | undefined;
  /** Whether it has missed what it must reach. */
  isStopped(records: readonly EpochRecord[]): boolean;
  resultOf(records: readonly EpochRecord[], status: TrialResult["status"], record: RunRecord): TrialResult;
  /** What a run gives that has come to its end; undefined where there is something left to train. */
  endOf(run: Pick<StoredRun, "record" | "epochs">): TrialResult | undefined;
}

/** Reads a trial's epochs as its sweep does. */
export function trialFigures({ metric, bounds }: Pick<TrialTask, "metric" | "bounds">): TrialFigures {
  const key = metricOf(metric);
  const sign = signOf(metric);
  const figureOf = ({ validation }: EpochRecord) => validation?.[key];
  const curveOf = (records: readonly EpochRecord[]): Curve =>
    records.flatMap((record) => {
      const figure = figureOf(record);
      return typeof figure === "number" && Number.isFinite(figure) ? [[record.epoch, figure] as const] : [];
    });
  const until = (curve: Curve) =>
    upToStop(
      curve.map(([epoch, figure]) => [epoch, sign * figure] as const),
      bounds,
    );
  const isStopped: TrialFigures["isStopped"] = (records) => until(curveOf(records)).isStopped;
  const resultOf: TrialFigures["resultOf"] = (records, status, record) => {
    const whole = curveOf(records);
    const end = status === "stopped" ? (until(whole).curve.at(-1)?.[0] ?? 0) : (records.at(-1)?.epoch ?? 0);
    const last = records.find(({ epoch }) => epoch === end);
    const { divergence, error, hashes } = record;
    const reason =
      status === "diverged" && divergence
        ? `${divergence.tensor} was not finite at step ${divergence.step}`
        : status === "failed"
          ? error
          : undefined;
    return {
      ...{ status, ...(reason !== undefined && { reason }) },
      ...{ curve: whole.filter(([epoch]) => epoch <= end), epochs: end },
      ...{ train: figuresOf(last?.train), validation: figuresOf(last?.validation) },
      parameters: record.parameters ?? null,
      seconds: record.seconds ?? null,
      weights: status === "completed" ? hashes.final_weights : null,
    };
  };
  return {
    ...{ figureOf, isStopped, resultOf },
    endOf({ record, epochs }) {
      if (isStopped(epochs)) return resultOf(epochs, "stopped", record);
      return isFinished(record) ? resultOf(epochs, record.status as "completed" | "diverged", record) : undefined;
    },
  };
}

const figuresOf = (metrics: Readonly<Record<string, number | null | undefined>> | undefined) =>
  metrics
    ? Object.fromEntries(
        Object.entries(metrics).map(([name, value]) => [name, Number.isFinite(value) ? (value as number) : null]),
      )
    : null;
