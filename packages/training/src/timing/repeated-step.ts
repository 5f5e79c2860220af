import type { Dataset } from "@assay/data";
import type { Engine, Program } from "@assay/kernels";
import { elementsOf } from "../memory.ts";
import type { PreparedRun } from "../prepare.ts";
import type { Session } from "../session.ts";
import { createStage, readDataset } from "../stage.ts";

/** A spec's training step, ready to run over and over on real data: what is timed. */
export interface RepeatedStep {
  readonly session: Session;
  readonly program: Program;
  readonly batch: number;
  /** One whole step of a full batch: gather, forward, loss, backward, update. */
  step(): void;
}

/**
 * Sets up everything that a training does before its first step.
 *
 * @param dataset default: the spec's
 * @throws SpecError if the data is damaged
 */
export function createRepeatedStep(prepared: PreparedRun, engine: Engine, dataset?: Dataset): RepeatedStep {
  const { loaded, train } = prepared.experiment;
  const stage = createStage(prepared, engine, dataset ?? readDataset(loaded));
  const { full, split, batch } = stage.session.train;
  const program = full as Program; // a batch is never larger than what is trained on
  elementsOf(engine, split.order).set(stage.parts.train);
  const { lr } = loaded.spec.optimizer;
  let number = 0;
  return {
    session: stage.session,
    program,
    batch,
    step() {
      stage.step(program, { number, start: (number * batch) % (train - batch + 1), lr });
      number++;
    },
  };
}
