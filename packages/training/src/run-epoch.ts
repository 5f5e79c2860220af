import { elementsOf, type Program } from "@assay/kernels";
import type { Observation } from "@assay/optimizers";
import { orderEpoch } from "./epoch-order.ts";
import type { Metrics, StepRecord } from "./events.ts";
import { clear, metricsOf, metricsSince, sumsOf } from "./metrics.ts";
import type { Pause } from "./pause.ts";
import { batchAt } from "./plan.ts";
import type { Position } from "./position.ts";
import { finish } from "./slices.ts";
import { rememberBeforeStep } from "./snapshot.ts";
import type { Training } from "./training.ts";

/** How an epoch's steps ended; `due`: for a while, as the training's state is to be saved. */
export interface EpochEnd {
  readonly ended: "finished" | "stopped" | "diverged" | "due";
  /** After the last step; of a diverged one, after the step that went wrong. */
  readonly position: Position;
  /** Examples of the batch that diverged; of no meaning otherwise. */
  readonly batch: number;
  /** Seconds of these steps, and the examples in them. */
  readonly seconds: number;
  readonly examples: number;
}

/** Who is told what in the middle of an epoch. */
export interface StepListeners {
  /** Now and then, by the clock. */
  readonly report: (report: StepReport) => void;
  /** After every step that the spec has recorded. */
  readonly record: (record: StepRecord) => void;
  /** Asked now and then whether the training's state is to be saved. */
  readonly isDue: () => boolean;
}

/** How far an epoch has come. */
export interface StepReport {
  /** Within the epoch, from 1. */
  readonly step: number;
  readonly train: Metrics;
  readonly samplesPerSecond: number;
}

/**
 * Runs the steps of an epoch from a position to the epoch's end, or to where the training is asked to stop. The order of
 * the examples follows from seed and epoch, and the draws from their numbers: whatever ran before decides nothing.
 *
 * @param observed what the learning-rate schedule knows of the epochs before
 * @param until batches since the training began, after which it is due. Default: as many as the epoch has
 */
export async function runEpoch(
  training: Training,
  from: Position,
  pause: Pause,
  { report, record, isDue }: StepListeners,
  observed: readonly Observation[] = [],
  until = Number.POSITIVE_INFINITY,
): Promise<EpochEnd> {
  const { engine, prepared } = training;
  const { parts, programs, loaded } = prepared;
  const { batch, totals, full, rest, partial } = programs.train;
  const { count } = programs.train.split;
  const { plan } = parts;
  const { record: recorded } = loaded.spec.training;
  const every = recorded?.every_steps ?? Number.POSITIVE_INFINITY;
  const began = performance.now();
  const loss = elementsOf(engine, totals.loss);
  orderEpoch(training, from.epoch);
  if (from.start === 0) clear(engine, totals);

  let { start, draw, update } = from;
  let size = 0;
  let examples = 0;
  const seconds = (): number => Math.max((performance.now() - began) / 1000, 1e-9);
  const end = (ended: EpochEnd["ended"]): EpochEnd => ({
    ended,
    position: { epoch: from.epoch, start, draw, update },
    batch: size,
    seconds: seconds(),
    examples,
  });

  while (start < count && update < plan.steps && draw < until) {
    const { size: length, first, last, share } = batchAt(plan, start);
    const isRecorded = last && (update + 1) % every === 0;
    const before = isRecorded ? sumsOf(engine, totals).map((sums) => Array.from(sums)) : [];
    const lr = parts.schedule(update, observed);
    const program = length < batch ? rest : last ? full : partial;
    const undo = (program as Program).isLong ? rememberBeforeStep(training) : undefined;
    const isDone = training.step(program as Program, { draw, update, start, lr, first, share }, pause.isDue);
    const proceed = (isLate: () => boolean): boolean => training.proceed(program as Program, isLate);
    if (!isDone && !(await finish(engine, proceed, pause))) {
      undo?.();
      return end("stopped");
    }
    size = length;
    start += size;
    examples += size;
    draw++;
    if (last) update++;
    if (!Number.isFinite(loss[2] as number)) return end("diverged");
    if (isRecorded) {
      const train = metricsSince(before, engine, totals, parts.metrics);
      record({ epoch: from.epoch, step: update, lr, train });
    }
    if (!pause.isDue()) continue;
    const train = metricsOf(engine, totals, parts.metrics);
    const step = Math.ceil(start / (batch * plan.accumulate));
    report({ step, train, samplesPerSecond: examples / seconds() });
    if (await pause.turn()) return end("stopped");
    if (start < count && isDue()) return end("due");
  }
  return end(start < count && update < plan.steps ? "due" : "finished");
}
