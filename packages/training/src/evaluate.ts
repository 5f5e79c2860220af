import { type Engine, exp, type Program } from "@assay/kernels";
import type { Metrics } from "./events.ts";
import { elementsOf, write } from "./memory.ts";
import type { Pause } from "./pause.ts";
import type { Pass, Session } from "./session.ts";

export type Run = (program: Program) => void;

/** Sums over an epoch or a split so far. */
export function metricsSoFar(engine: Engine, { totals }: Session): Metrics {
  const [loss, correct, count] = elementsOf(engine, totals) as unknown as [number, number, number];
  return { loss: loss / count, accuracy: correct / count };
}

/**
 * Runs the model over a split, in file order.
 *
 * @param visit called after each batch with the outputs [batch, classes] of the examples from `start` on
 * @returns undefined where the training was asked to stop meanwhile
 */
export async function evaluate(
  engine: Engine,
  session: Session,
  pass: Pass,
  { run, pause, visit }: { run: Run; pause: Pause; visit?: (start: number, outputs: ArrayLike<number>) => void },
): Promise<Metrics | undefined> {
  const classes = session.outputs.shape[1] as number;
  elementsOf(engine, session.totals).fill(0);
  for (let start = 0; start < pass.split.count; start += pass.batch) {
    const program = (start + pass.batch <= pass.split.count ? pass.full : pass.rest) as Program;
    write(engine, session.cursor, [start]);
    run(program);
    visit?.(start, elementsOf(engine, session.outputs).subarray(0, program.batch * classes));
    if (pause.isDue() && (await pause.turn())) return undefined;
  }
  return metricsSoFar(engine, session);
}

/** Collects what the model says of each example: the class and its share of the softmax. */
export function createPredictions(count: number, classes: number, labels: Uint8Array) {
  const predicted = new Uint8Array(count);
  const score = new Float32Array(count);
  return {
    predictions: { predicted, score, label: labels },
    visit(start: number, outputs: ArrayLike<number>): void {
      for (let i = 0; i < outputs.length / classes; i++) {
        const at = (c: number): number => outputs[i * classes + c] as number;
        let best = 0;
        for (let c = 1; c < classes; c++) if (at(c) > at(best)) best = c;
        let sum = 0;
        for (let c = 0; c < classes; c++) sum += exp(at(c) - at(best));
        predicted[start + i] = best;
        score[start + i] = 1 / sum;
      }
    },
  };
}
