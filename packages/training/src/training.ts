import { type Dataset, normalization, splitTraining, type TrainingSplit } from "@assay/data";
import { type Engine, type Program, stream, streamKey, type Tensor } from "@assay/kernels";
import { initialize } from "@assay/layers";
import { located } from "./located.ts";
import { elementsOf, write } from "./memory.ts";
import type { PreparedRun } from "./prepare.ts";
import { programsOf } from "./programs.ts";

/** What differs from one training step to the next. */
export interface StepInput {
  /** Number of the batch drawn, from 0: the counter of every random stream. */
  readonly draw: number;
  /** Number of the optimizer's update, from 0. */
  readonly update: number;
  /** Where the batch begins in the order. */
  readonly start: number;
  readonly lr: number;
}

/** A training whose arena holds everything that its first step needs, but the order of the examples. */
export interface Training {
  readonly prepared: PreparedRun;
  readonly engine: Engine;
  /** The training examples, and those held out of them. */
  readonly split: TrainingSplit;
  readonly dataset: Dataset;
  /** Runs one of the programs. */
  run(program: Program): void;
  /** Runs a training program: gather, forward, loss, backward, update. */
  step(program: Program, input: StepInput): void;
}

/** Reads a spec's data. @throws SpecError if it is damaged */
export const readDataset = ({ loaded, parts }: PreparedRun): Dataset =>
  located(loaded, ["data", "dataset"], () => parts.dataset.load(loaded.spec.data.dataset));

/** Gives all tensors their addresses, loads the programs, draws the initial weights and copies the data in. */
export function createTraining(prepared: PreparedRun, engine: Engine, dataset: Dataset): Training {
  const { loaded, parts, programs } = prepared;
  const { spec } = loaded;
  const { seed } = spec;
  const { model, data } = parts;
  const { train, test } = dataset;
  const split = splitTraining(train.targets, data.target, train.count, spec.data.validation, stream(seed, "split"));

  for (const tensor of programs.persistent) engine.arena.place(tensor);
  const list = programsOf(programs);
  const runs = new Map(engine.load(...list).map((run, i) => [list[i] as Program, run]));
  const run = (program: Program): void => runs.get(program)?.();
  const put = (tensor: Tensor, values: ArrayLike<number>): void => write(engine, tensor, values);

  initialize(model, seed, put);
  for (const [i, key] of programs.augmentKeys.entries()) put(key, streamKey(seed, `augment/${i}`));
  put(programs.guard, [1]);
  put(programs.affine, normalization(spec.data.normalize, train.inputs, split.train));
  put(programs.train.split.inputs, train.inputs.values);
  put(programs.train.split.targets, train.targets.values);
  if (programs.validation) put(programs.validation.split.order, split.validation);
  if (programs.test) {
    put(programs.test.split.inputs, test.inputs.values);
    put(programs.test.split.targets, test.targets.values);
    put(
      programs.test.split.order,
      Int32Array.from({ length: test.count }, (_, i) => i),
    );
  }

  const scalars = elementsOf(engine, programs.scalars) as Float32Array;
  const cursor = elementsOf(engine, programs.cursor);
  const counter = elementsOf(engine, model.step);
  return {
    prepared,
    engine,
    split,
    dataset,
    run,
    step(program, { draw, update, start, lr }) {
      parts.optimizer.scalars(update, lr, scalars);
      cursor[0] = start;
      counter[0] = draw;
      run(program);
    },
  };
}
