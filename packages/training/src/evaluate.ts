import { type Engine, elementsOf, type Program, sizeOf, type Tensor } from "@assay/kernels";
import { exchangeAverage } from "./averaged.ts";
import type { Pass } from "./evaluation-pass.ts";
import type { Metrics } from "./events.ts";
import { write } from "./memory.ts";
import { clear, metricsOf, type NamedMetric } from "./metrics.ts";
import type { Pause } from "./pause.ts";
import { finish } from "./slices.ts";
import type { Training } from "./training.ts";

/** Called after each batch with the outputs of the examples from `start` on, row after row. */
export type Visit = (start: number, outputs: ArrayLike<number>) => void;

/** A model in an arena, and where it takes examples from. */
export interface Evaluated {
  readonly engine: Engine;
  readonly metrics: readonly NamedMetric[];
  /** [EVALUATION_BATCH, …]: see EvaluationTensors. */
  readonly outputs: Tensor;
  /** Has the next step read the `count` examples from `start` on. */
  feed(start: number, count: number): void;
  /** Begins a program; where it is a long one, `proceed` goes on: see `Run` of the kernels. */
  start(program: Program, isLate: () => boolean): boolean;
  proceed(program: Program, isLate: () => boolean): boolean;
}

/**
 * Runs the model over a split, in file order. Its sums are its own.
 * @returns undefined where it was asked to stop meanwhile
 */
export async function runPass(
  { engine, metrics, outputs, feed, start, proceed }: Evaluated,
  pass: Pass,
  pause: Pause,
  visit?: Visit,
): Promise<Metrics | undefined> {
  const width = sizeOf(outputs.shape.slice(1));
  clear(engine, pass.totals);
  for (let first = 0; first < pass.count; first += pass.batch) {
    const program = (first + pass.batch <= pass.count ? pass.full : pass.rest) as Program;
    feed(first, program.batch);
    const isDone = start(program, pause.isDue);
    if (!isDone && !(await finish(engine, (isLate) => proceed(program, isLate), pause))) return undefined;
    visit?.(first, elementsOf(engine, outputs).subarray(0, program.batch * width));
    if (pause.isDue() && (await pause.turn())) return undefined;
  }
  return metricsOf(engine, pass.totals, metrics);
}

/**
 * The same in the middle of a training, with the average of the parameters where one is kept. The sums of the epoch stay as
 * they are.
 */
export async function evaluate(
  training: Training,
  pass: Pass,
  pause: Pause,
  visit?: Visit,
): Promise<Metrics | undefined> {
  const { engine, prepared, start, proceed } = training;
  const { parts, programs } = prepared;
  const feed = (first: number): void => write(engine, programs.cursor, [first]);
  exchangeAverage(training);
  try {
    const evaluated = { engine, metrics: parts.metrics, outputs: programs.outputs, feed, start, proceed };
    return await runPass(evaluated, pass, pause, visit);
  } finally {
    exchangeAverage(training);
  }
}
