import { type Engine, elementsOf, type Program, type Run } from "@assay/kernels";
import type { PreparedRun } from "../prepare.ts";
import { readDataset } from "../read-dataset.ts";
import { createTraining } from "../training.ts";

/** A spec's training step, ready to run over and over on real data: what is timed. */
export interface RepeatedStep {
  readonly program: Program;
  readonly batch: number;
  /** One whole step of a full batch: gather, forward, loss, backward, update. */
  readonly step: Run;
}

/**
 * Sets up everything that a training does before its first step.
 *
 * @throws SpecError if the data is damaged
 */
export function createRepeatedStep(prepared: PreparedRun, engine: Engine): RepeatedStep {
  const training = createTraining(prepared, engine, readDataset(prepared));
  const { full, split, batch } = prepared.programs.train;
  const program = full as Program; // a batch is never larger than what is trained on
  const order = elementsOf(engine, split.order);
  for (let i = 0; i < order.length; i++) order[i] = training.split.train[i % training.split.train.length] as number;
  const { lr } = prepared.loaded.spec.optimizer;
  let draw = 0;
  const start = (isLate: () => boolean): boolean => {
    const from = (draw * batch) % (split.count - batch + 1);
    draw++;
    return training.step(program, { draw: draw - 1, update: draw - 1, start: from, lr, first: true, share: 1 }, isLate);
  };
  const proceed = (isLate: () => boolean): boolean => training.proceed(program, isLate);
  const step = Object.assign(() => void start(() => false), { start, proceed });
  return { program, batch, step };
}
