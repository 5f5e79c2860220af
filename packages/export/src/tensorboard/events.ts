import { ResultError } from "@assay/runs/errors";
import type { StoredRun } from "@assay/runs/store";
import type { EpochRecord } from "@assay/training/events";
import type { NamedTensor } from "../contract.ts";
import { histogramOf } from "./histogram.ts";
import { type EventMessage, encodeEvent, type SummaryValue } from "./messages.ts";
import { encodeRecords } from "./records.ts";

/**
 * What a run recorded as a TensorBoard event file. Scalars by step: `train/loss`, `validation/accuracy`, `test/…`, the
 * learning rate and the number of the epoch at the end of each, `train_step/…` of the steps where the spec has them recorded.
 * Histograms of the weights at the last step, where a model was kept.
 *
 * Times are those of the run; a step's, which no record has, lies between those of the epochs around it.
 *
 * @param tensors the run's weights; none where it has no model
 * @throws ResultError where nothing was recorded
 */
export function toTensorboard({ record, epochs, steps }: StoredRun, tensors: readonly NamedTensor[]): Uint8Array {
  if (epochs.length + steps.length === 0) {
    throw new ResultError(`[export/tensorboard] ${record.run} has recorded no epoch: there is nothing to export`);
  }
  const started = Date.parse(record.started) / 1000;
  const events: EventMessage[] = [
    ...steps.map(({ step, lr, train }) => ({
      wall_time: started + secondsAt(step, epochs),
      step,
      summary: { value: [...scalars("train_step", train), scalar("train_step/learning_rate", lr)] },
    })),
    ...epochs.map((epoch) => ({
      wall_time: started + epoch.seconds,
      step: epoch.step,
      summary: { value: [...ofEpoch(epoch), ...lastOf(epoch, epochs, record)] },
    })),
  ];
  const last = Math.max(...events.map(({ step = 0 }) => step));
  const histograms = tensors.map(({ name, values }) => ({ tag: `weights/${name}`, histo: histogramOf(values) }));
  if (histograms.length > 0) {
    events.push({ wall_time: started + secondsAt(last, epochs), step: last, summary: { value: histograms } });
  }
  // A stable sort: at one step the steps' records stay in front of the epoch's.
  events.sort((a, b) => (a.step ?? 0) - (b.step ?? 0));
  return encodeRecords([{ wall_time: started, file_version: "brain.Event:2" }, ...events].map(encodeEvent));
}

const scalar = (tag: string, simple_value: number): SummaryValue => ({ tag, simple_value });

/** What is a number: a record has null for what was not finite. */
const scalars = (split: string, metrics: Readonly<Record<string, number | null>> | null | undefined): SummaryValue[] =>
  Object.entries(metrics ?? {}).flatMap(([name, value]) =>
    typeof value === "number" ? [scalar(`${split}/${name}`, value)] : [],
  );

const ofEpoch = ({ epoch, lr, train, validation, test, samples_per_second }: EpochRecord): SummaryValue[] => [
  ...scalars("train", train),
  ...scalars("validation", validation),
  ...scalars("test", test),
  scalar("learning_rate", lr),
  scalar("epoch", epoch),
  scalar("samples_per_second", samples_per_second),
];

/** The test split at the end, where the epochs do not have it. */
const lastOf = (epoch: EpochRecord, epochs: readonly EpochRecord[], { test }: StoredRun["record"]): SummaryValue[] =>
  epoch === epochs.at(-1) && epoch.test === undefined ? scalars("test", test) : [];

/** Seconds since the start at a step, on the line between the epochs before and after it. */
function secondsAt(step: number, epochs: readonly EpochRecord[]): number {
  const before = epochs.findLast((epoch) => epoch.step <= step) ?? { step: 0, seconds: 0 };
  const after = epochs.find((epoch) => epoch.step > step);
  if (after === undefined) return before.seconds;
  return before.seconds + ((after.seconds - before.seconds) * (step - before.step)) / (after.step - before.step);
}
