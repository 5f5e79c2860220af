import { type DatasetDefinition, normalization } from "@assay/data";
import { createEngine, type Engine, type Numerics, type Program, sizeOf } from "@assay/kernels";
import { initialize } from "@assay/layers";
import { find, loadSpec, registries } from "../src/spec/index.ts";
import { elementsOf, write } from "../src/train/memory.ts";
import { prepare } from "../src/train/prepare.ts";
import { createSession, programsOf, type Session } from "../src/train/session.ts";

/** A spec's training step, ready to run over and over on real data. */
export interface StepBench {
  readonly engine: Engine;
  readonly session: Session;
  readonly program: Program;
  readonly batch: number;
  /** One whole step: gather, forward, loss, backward, update. */
  step(): void;
}

/** Sets up everything that a training of `file` does before its first step. */
export function createStepBench(file: string, threads: number, numerics?: Numerics): StepBench {
  const loaded = loadSpec(file);
  const { spec } = loaded;
  const { experiment } = prepare(loaded);
  const dataset = find(registries.datasets as Readonly<Record<string, DatasetDefinition>>, spec.data.dataset).load(
    spec.data.dataset as never,
  );
  const order = Int32Array.from({ length: experiment.train }, (_, i) => i);
  const normalize = normalization(spec.data.normalize, dataset.train.images, sizeOf(dataset.shape), order);
  const session = createSession(spec, experiment.model, experiment.data, experiment, normalize);
  const engine = createEngine({ threads, numerics });
  for (const tensor of session.persistent) engine.arena.place(tensor);
  const programs = programsOf(session);
  const runs = engine.load(...programs);
  const { full, split, batch } = session.train;
  const program = full as Program;
  const run = runs[programs.indexOf(program)] as () => void;
  write(engine, split.images, dataset.train.images);
  write(engine, split.labels, dataset.train.labels);
  write(engine, split.order, order);
  write(engine, session.guard, [1]);
  initialize(experiment.model, 1, (tensor, values) => write(engine, tensor, values));
  const scalars = elementsOf(engine, session.scalars) as Float32Array;
  const cursor = elementsOf(engine, session.cursor);
  const counter = elementsOf(engine, session.model.step);
  let number = 0;
  return {
    engine,
    session,
    program,
    batch,
    step() {
      session.optimizer.scalars(number, 0.001, scalars);
      cursor[0] = (number * batch) % (split.count - batch);
      counter[0] = number++;
      run();
    },
  };
}

/** Seconds a call of `work`, for each of `rounds` rounds of about `seconds` each, fastest first. */
export function timeRounds(work: () => void, rounds: number, seconds: number): number[] {
  const once = (count: number): number => {
    const start = performance.now();
    for (let i = 0; i < count; i++) work();
    return (performance.now() - start) / 1000 / count;
  };
  for (let i = 0; i < 10; i++) work();
  const count = Math.max(1, Math.round(seconds / once(5)));
  return Array.from({ length: rounds }, () => once(count)).sort((a, b) => a - b);
}
