import { type Dataset, type DatasetDefinition, normalization, splitTraining, type TrainingSplit } from "@assay/data";
import type { LoadedSpec } from "@assay/experiment";
import { type Engine, type Program, sizeOf, stream, streamKey, type Tensor } from "@assay/kernels";
import { initialize } from "@assay/layers";
import { find, placed } from "./check.ts";
import { elementsOf, write } from "./memory.ts";
import type { PreparedRun } from "./prepare.ts";
import { registries } from "./registries.ts";
import { createSession, programsOf, type Session } from "./session.ts";

/** What differs from one training step to the next. */
export interface StepInput {
  /** Of the training's steps, from 0. */
  readonly number: number;
  /** Where the batch begins in the order. */
  readonly start: number;
  readonly lr: number;
}

/** A training whose arena holds everything that its first step needs, but the order of the examples. */
export interface Stage {
  readonly engine: Engine;
  readonly session: Session;
  /** The training examples, and those held out of them. */
  readonly parts: TrainingSplit;
  /** Runs one of the session's programs. */
  run(program: Program): void;
  /** Runs a training program: gather, forward, loss, backward, update. */
  step(program: Program, input: StepInput): void;
}

/** Reads a spec's data. @throws SpecError if it is damaged */
export function readDataset(loaded: LoadedSpec): Dataset {
  const part = loaded.spec.data.dataset;
  return placed(loaded, ["data", "dataset"], () =>
    find(registries.datasets as Readonly<Record<string, DatasetDefinition>>, part).load(part as never),
  );
}

/** Places all tensors, loads the programs, draws the initial weights and copies the data to where it stays. */
export function createStage({ experiment }: PreparedRun, engine: Engine, dataset: Dataset): Stage {
  const { loaded, model, data } = experiment;
  const { spec } = loaded;
  const { seed } = spec;
  const parts = splitTraining(dataset.train.labels, dataset.classes, spec.data.validation, stream(seed, "split"));
  const normalize = normalization(spec.data.normalize, dataset.train.images, sizeOf(dataset.shape), parts.train);
  const session = createSession(spec, model, data, experiment, normalize);

  for (const tensor of session.persistent) engine.arena.place(tensor);
  const programs = programsOf(session);
  const runs = new Map(engine.load(...programs).map((run, i) => [programs[i] as Program, run]));
  const run = (program: Program): void => runs.get(program)?.();
  const put = (tensor: Tensor, values: ArrayLike<number>): void => write(engine, tensor, values);

  initialize(model, seed, put);
  for (const [i, key] of session.augmentKeys.entries()) put(key, streamKey(seed, `augment/${i}`));
  put(session.guard, [1]);
  put(session.train.split.images, dataset.train.images);
  put(session.train.split.labels, dataset.train.labels);
  put(session.test.split.images, dataset.test.images);
  put(session.test.split.labels, dataset.test.labels);
  put(
    session.test.split.order,
    Int32Array.from({ length: dataset.test.count }, (_, i) => i),
  );
  if (session.validation) put(session.validation.split.order, parts.validation);

  const scalars = elementsOf(engine, session.scalars) as Float32Array;
  const cursor = elementsOf(engine, session.cursor);
  const counter = elementsOf(engine, model.step);
  return {
    engine,
    session,
    parts,
    run,
    step(program, { number, start, lr }) {
      session.optimizer.scalars(number, lr, scalars);
      cursor[0] = start;
      counter[0] = number;
      run(program);
    },
  };
}
