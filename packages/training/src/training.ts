import type { Dataset, TrainingSplit } from "@assay/data";
import { type Engine, elementsOf, type Program, type Run, streamKey, type Tensor } from "@assay/kernels";
import { initialize } from "@assay/layers";
import { emaScalars } from "@assay/optimizers";
import { arrangeData } from "./arrange-data.ts";
import { checkTargetRange } from "./check-target-range.ts";
import { write } from "./memory.ts";
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
  /** Whether the batch is the first of its update, and what its mean gradient counts for in it. */
  readonly first: boolean;
  readonly share: number;
}

/** A training whose arena holds everything that its first step needs, but the order of the examples. */
export interface Training {
  readonly prepared: PreparedRun;
  readonly engine: Engine;
  /** The training examples, and those held out of them. */
  readonly split: TrainingSplit;
  readonly dataset: Dataset;
  /** How its inputs were normalized, and what fills missing ones: see `arrangeData`. */
  readonly affine: Float32Array;
  readonly means: Float32Array | undefined;
  /** Begins one of the programs; where it is a long one, `proceed` goes on: see `Run` of the kernels. */
  start(program: Program, isLate: () => boolean): boolean;
  proceed(program: Program, isLate: () => boolean): boolean;
  /** Begins a training program likewise: gather, forward, loss, backward and, where the program has one, the update. */
  step(program: Program, input: StepInput, isLate: () => boolean): boolean;
}

/** Gives all tensors their addresses, loads the programs, draws the initial weights and copies the data in. */
export function createTraining(prepared: PreparedRun, engine: Engine, dataset: Dataset): Training {
  const { loaded, parts, programs } = prepared;
  const { seed } = loaded.spec;
  const { model } = parts;
  const { train, test } = dataset;
  checkTargetRange(prepared, dataset);
  const { split, inputs, testInputs, affine, means } = arrangeData(prepared, dataset);

  for (const tensor of programs.persistent) engine.arena.place(tensor);
  const list = programsOf(programs);
  const runs = new Map(engine.load(...list).map((run, i) => [list[i] as Program, run]));
  const begin: Training["start"] = (program, isLate) => (runs.get(program) as Run).start(isLate);
  const put = (tensor: Tensor, values: ArrayLike<number>): void => write(engine, tensor, values);

  initialize(model, seed, put);
  for (const [i, key] of programs.augmentKeys.entries()) put(key, streamKey(seed, `augment/${i}`));
  put(programs.guard, [1]);
  if (programs.average) put(programs.average, elementsOf(engine, model.values));
  put(programs.affine, affine);
  for (const { tensor, values } of parts.loss.constants ?? []) put(tensor, values);
  put(programs.train.split.inputs, inputs.values);
  put(programs.train.split.targets, train.targets.values);
  if (programs.validation) put(programs.validation.split.order, split.validation);
  if (programs.test) {
    put(programs.test.split.inputs, testInputs.values);
    put(programs.test.split.targets, test.targets.values);
    put(
      programs.test.split.order,
      Int32Array.from({ length: test.count }, (_, i) => i),
    );
  }

  const scalars = elementsOf(engine, programs.scalars) as Float32Array;
  const averaging = elementsOf(engine, programs.averaging) as Float32Array;
  const accumulation = elementsOf(engine, programs.accumulation);
  const { emaDecay, loss } = parts;
  const cursor = elementsOf(engine, programs.cursor);
  const counter = elementsOf(engine, model.step);
  return {
    prepared,
    engine,
    split,
    dataset,
    affine,
    means,
    start: begin,
    proceed: (program, isLate) => (runs.get(program) as Run).proceed(isLate),
    step(program, { draw, update, start, lr, first, share }, isLate) {
      parts.optimizer.scalars(update, lr, scalars);
      if (emaDecay !== undefined) emaScalars(emaDecay, update, averaging);
      accumulation[0] = first ? 0 : 1;
      accumulation[1] = loss.reduction === "mean" ? share : 1;
      cursor[0] = start;
      counter[0] = draw;
      return begin(program, isLate);
    },
  };
}
