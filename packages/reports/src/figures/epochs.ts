import type { StoredRun } from "@assay/runs";
import type { MetricInfo } from "./metric-words.ts";

export type Split = "train" | "validation" | "test";
type Epoch = StoredRun["epochs"][number];

/** A split's value of a metric in an epoch; undefined where it was not measured or is no number. */
export function measured(
  epoch: Pick<Epoch, "train"> & Partial<Epoch>,
  split: Split,
  metric: string,
): number | undefined {
  const value: unknown = epoch[split]?.[metric];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The epoch in which a split was best; the first of equal ones. */
export function bestEpoch(epochs: readonly Epoch[], split: Split, { name, better }: MetricInfo) {
  const sign = better === "higher" ? 1 : -1;
  let best: { readonly epoch: number; readonly value: number } | undefined;
  for (const epoch of epochs) {
    const value = measured(epoch, split, name);
    if (value !== undefined && (!best || sign * value > sign * best.value)) best = { epoch: epoch.epoch, value };
  }
  return best;
}

/** Where a step lies on an axis of epochs. */
export function epochOf({ epochs, steps }: Pick<StoredRun, "epochs" | "steps">): (step: number) => number {
  const [first] = epochs;
  const perEpoch = first ? first.step / first.epoch : (steps.at(-1)?.step ?? 1);
  return (step) => step / perEpoch;
}
