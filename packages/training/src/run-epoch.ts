import { shuffleInto } from "@assay/data";
import { type Program, stream } from "@assay/kernels";
import type { Metrics } from "./events.ts";
import { elementsOf } from "./memory.ts";
import { clear, metricsOf } from "./metrics.ts";
import type { Pause } from "./pause.ts";
import type { Position } from "./position.ts";
import type { Training } from "./training.ts";

/** How an epoch's steps ended. */
export interface EpochEnd {
  readonly ended: "finished" | "stopped" | "diverged";
  /** After the last step; of a diverged one, after the step that went wrong. */
  readonly position: Position;
  /** Examples of the batch that diverged; of no meaning otherwise. */
  readonly batch: number;
  /** Seconds of these steps, and the examples in them. */
  readonly seconds: number;
  readonly examples: number;
}

/** What a listener may be told in the middle of an epoch. */
export interface StepReport {
  /** Within the epoch, from 1. */
  readonly step: number;
  readonly train: Metrics;
  readonly samplesPerSecond: number;
}

/**
 * Runs the steps of an epoch from a position to the epoch's end, or to where the training is asked to stop. The order of
 * the examples follows from seed and epoch, and the draws from their numbers: whatever ran before decides nothing.
 */
export async function runEpoch(
  training: Training,
  from: Position,
  pause: Pause,
  report: (report: StepReport) => void,
): Promise<EpochEnd> {
  const { engine, prepared, split } = training;
  const { parts, programs, loaded } = prepared;
  const { batch, totals, full, rest } = programs.train;
  const { count, order } = programs.train.split;
  const began = performance.now();
  const loss = elementsOf(engine, totals.loss);
  shuffleInto(elementsOf(engine, order) as Int32Array, split.train, stream(loaded.spec.seed, `shuffle/${from.epoch}`));
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

  while (start < count) {
    const whole = start + batch <= count;
    size = whole ? batch : count - start;
    training.step((whole ? full : rest) as Program, { draw, update, start, lr: parts.schedule(update) });
    start += size;
    examples += size;
    draw++;
    update++;
    if (!Number.isFinite(loss[2] as number)) return end("diverged");
    if (!pause.isDue()) continue;
    const train = metricsOf(engine, totals, parts.metrics);
    report({ step: Math.ceil(start / batch), train, samplesPerSecond: examples / seconds() });
    if (await pause.turn()) return end("stopped");
  }
  return end("finished");
}
