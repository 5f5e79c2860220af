import type { StoredRun } from "@assay/runs";
import { LOSS } from "@assay/runs/store";
import { extent } from "../charts/nice-range.ts";
import { bestEpoch, measured } from "./epochs.ts";
import { type MetricInfo, metricText, points, times, title } from "./metric-words.ts";

/** Losses this much above their minimum have risen. */
const RISEN = 1.1;

/** How many of so many evaluations are the last ones: a fifth, and two at least. */
const lastFifth = (count: number): number => Math.max(2, Math.ceil(count / 5));

/** Whether the last losses, a fifth of all and two at least, are all well above the lowest: more than the noise of an epoch. */
function hasRisen(losses: readonly number[]): boolean {
  const [lowest] = extent(losses);
  const last = losses.slice(-lastFifth(losses.length));
  return lowest > 0 && last.length < losses.length && last.every((value) => value > RISEN * lowest);
}

/** Shares that the end of a training must exceed: of the whole gain, and of the largest learning rate. */
const [GAIN, RATE] = [0.05, 0.01];

/**
 * Whether the last evaluations, a fifth of all and two at least, gained more than noise does, at a learning rate that has not
 * yet gone down to nothing: where it has, more epochs of the same schedule are another training.
 */
function isStillGaining(epochs: StoredRun["epochs"], { name, better }: MetricInfo): boolean {
  const sign = better === "higher" ? 1 : -1;
  const values = epochs.map((epoch) => sign * (measured(epoch, "validation", name) ?? Number.NaN));
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const [, before] = extent(values.slice(0, -lastFifth(values.length)));
  const [, largest] = extent(epochs.map(({ lr }) => lr));
  return last - before > GAIN * (last - first) && (epochs.at(-1)?.lr ?? 0) > RATE * largest;
}

const validationLoss = (epoch: StoredRun["epochs"][number]): number =>
  measured(epoch, "validation", "loss") ?? Number.POSITIVE_INFINITY;

/**
 * How the training went, in one or two sentences: the best epoch, whether it was still getting better, and how far training is
 * ahead of validation. Nothing where there is no epoch.
 */
export function judge({ record, epochs }: StoredRun): string {
  const last = epochs.at(-1);
  const [metric = LOSS] = record.metrics;
  if (!last) return "";
  const best = bestEpoch(epochs, "validation", metric);
  if (!best) return withoutValidation(epochs, metric);

  const evaluated = epochs.filter((epoch) => measured(epoch, "validation", metric.name) !== undefined);
  const final = evaluated.at(-1);
  const name = title(metric.name);
  const sentences = [
    `Validation ${name} was best in epoch ${best.epoch} of ${last.epoch}: ${metricText(metric, best.value)}.`,
  ];
  const loss = bestEpoch(epochs, "validation", LOSS);
  const lossNow = final && measured(final, "validation", "loss");
  const trainLoss = final && measured(final, "train", "loss");
  const risen =
    lossNow !== undefined && trainLoss !== undefined && trainLoss < lossNow && hasRisen(evaluated.map(validationLoss));
  if (loss && risen) {
    const rise = `from ${metricText(LOSS, loss.value)} to ${metricText(LOSS, lossNow)}`;
    sentences.push(`Validation loss has risen since epoch ${loss.epoch}, ${rise}: it overfits.`);
  } else if (evaluated.length > 2 && best.epoch === final?.epoch && isStillGaining(evaluated, metric)) {
    sentences.push("It was still getting better at the end; more epochs may help.");
  }
  const train = final && measured(final, "train", metric.name);
  const held = final && measured(final, "validation", metric.name);
  if (train !== undefined && held !== undefined) {
    const gap = metric.shown === "percent" ? `, ${points(train - held)} apart` : "";
    sentences.push(
      `The last epoch: ${metricText(metric, train)} in training, ${metricText(metric, held)} in validation${gap}.`,
    );
  }
  return sentences.join(" ");
}

function withoutValidation(epochs: StoredRun["epochs"], metric: StoredRun["record"]["metrics"][number]): string {
  const [first, last] = [epochs[0], epochs.at(-1)];
  const from = first && measured(first, "train", metric.name);
  const to = last && measured(last, "train", metric.name);
  if (from === undefined || to === undefined || !last) return "";
  const way =
    epochs.length > 1
      ? `went from ${metricText(metric, from)} to ${metricText(metric, to)}`
      : `is ${metricText(metric, to)}`;
  return `Training ${title(metric.name)} ${way} in ${times(epochs.length, "epoch")}; nothing is held out to validate with.`;
}
