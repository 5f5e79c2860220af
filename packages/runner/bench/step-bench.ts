import type { Dataset } from "@assay/data";
import { createEngine, type Engine, type Numerics, type Program } from "@assay/kernels";
import { elementsOf } from "../src/train/memory.ts";
import type { PreparedRun } from "../src/train/prepare.ts";
import { createStage, readDataset } from "../src/train/stage.ts";

/** A spec's training step, ready to run over and over on real data. */
export interface StepBench {
  readonly engine: Engine;
  readonly program: Program;
  readonly batch: number;
  readonly parameters: number;
  /** One whole step: gather, forward, loss, backward, update. */
  step(): void;
}

export interface StepBenchOptions {
  readonly threads: number;
  readonly numerics?: Numerics | undefined;
  /** Default: the spec's. */
  readonly dataset?: Dataset;
}

/** Sets up everything that a training does before its first step. */
export function createStepBench(prepared: PreparedRun, { threads, numerics, dataset }: StepBenchOptions): StepBench {
  const { loaded, model, train } = prepared.experiment;
  const engine = createEngine({ threads, numerics });
  const stage = createStage(prepared, engine, dataset ?? readDataset(loaded));
  const { full, split, batch } = stage.session.train;
  const program = full as Program; // a batch is never larger than what is trained on
  elementsOf(engine, split.order).set(stage.parts.train);
  const { lr } = loaded.spec.optimizer;
  let number = 0;
  return {
    engine,
    program,
    batch,
    parameters: model.parameterCount,
    step() {
      stage.step(program, { number, start: (number * batch) % (train - batch + 1), lr });
      number++;
    },
  };
}
