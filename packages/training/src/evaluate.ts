import { type Program, sizeOf } from "@assay/kernels";
import { exchangeAverage } from "./averaged.ts";
import type { Metrics } from "./events.ts";
import { elementsOf, write } from "./memory.ts";
import { clear, metricsOf } from "./metrics.ts";
import type { Pause } from "./pause.ts";
import type { Pass } from "./programs.ts";
import type { Training } from "./training.ts";

/** Called after each batch with the outputs of the examples from `start` on, row after row. */
export type Visit = (start: number, outputs: ArrayLike<number>) => void;

/**
 * Runs the model over a split, in file order, with the average of the parameters where one is kept. Its sums are its own: those of the epoch stay as they are.
 *
 * @returns undefined where the training was asked to stop meanwhile
 */
export async function evaluate(
  training: Training,
  pass: Pass,
  pause: Pause,
  visit?: Visit,
): Promise<Metrics | undefined> {
  const { engine, prepared, run } = training;
  const { parts, programs } = prepared;
  const width = sizeOf(parts.model.output);
  clear(engine, pass.totals);
  exchangeAverage(training);
  try {
    for (let start = 0; start < pass.split.count; start += pass.batch) {
      const program = (start + pass.batch <= pass.split.count ? pass.full : pass.rest) as Program;
      write(engine, programs.cursor, [start]);
      run(program);
      visit?.(start, elementsOf(engine, programs.outputs).subarray(0, program.batch * width));
      if (pause.isDue() && (await pause.turn())) return undefined;
    }
    return metricsOf(engine, pass.totals, parts.metrics);
  } finally {
    exchangeAverage(training);
  }
}
