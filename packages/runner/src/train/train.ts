import { type DatasetDefinition, normalization, shuffleInto, splitTraining } from "@assay/data";
import { createEngine, type Numerics, type Program, sizeOf, stream, streamKey } from "@assay/kernels";
import { initialize } from "@assay/layers";
import { find, placed, registries } from "../spec/index.ts";
import { firstBadTensor } from "./diagnose.ts";
import { createPredictions, evaluate, metricsSoFar } from "./evaluate.ts";
import type { Divergence, EpochRecord, Listener, Metrics, TrainOutcome } from "./events.ts";
import { elementsOf, hashWeights, weightsOf, write } from "./memory.ts";
import { createPause } from "./pause.ts";
import type { PreparedRun } from "./prepare.ts";
import { createSession, programsOf } from "./session.ts";

export interface TrainOptions {
  readonly threads: number;
  readonly numerics: Numerics;
  readonly listeners: readonly Listener[];
  /** Aborted to stop the training after the step at hand. */
  readonly signal: AbortSignal;
}

/**
 * Trains a prepared spec and evaluates it. Every bit of the outcome but its times is a function of spec and numerics.
 *
 * @throws SpecError if the data is damaged, before anything is told to a listener; what a listener throws
 */
export async function train(
  { experiment }: PreparedRun,
  { threads, numerics, listeners, signal }: TrainOptions,
): Promise<TrainOutcome> {
  const { loaded, model, data: description } = experiment;
  const { spec } = loaded;
  const { seed } = spec;
  const { epochs } = spec.training;
  const tell: Listener = (event) => {
    for (const listener of listeners) listener(event);
  };

  // The other threads start while this one reads.
  const engine = createEngine({ threads, numerics });
  try {
    const dataset = placed(loaded, ["data", "dataset"], () =>
      find(registries.datasets as Readonly<Record<string, DatasetDefinition>>, spec.data.dataset).load(
        spec.data.dataset as never,
      ),
    );
    const parts = splitTraining(dataset.train.labels, dataset.classes, spec.data.validation, stream(seed, "split"));
    const normalize = normalization(spec.data.normalize, dataset.train.images, sizeOf(dataset.shape), parts.train);
    const session = createSession(spec, model, description, experiment, normalize);

    for (const tensor of session.persistent) engine.arena.place(tensor);
    const programs = programsOf(session);
    const runs = new Map(engine.load(...programs).map((run, i) => [programs[i] as Program, run]));
    const run = (program: Program): void => runs.get(program)?.();
    const put = (tensor: Parameters<typeof write>[1], values: ArrayLike<number>): void => write(engine, tensor, values);

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
    const initial_weights = hashWeights(engine, model);

    const { batch, split } = session.train;
    const stepsPerEpoch = Math.ceil(split.count / batch);
    const horizon = { baseLr: spec.optimizer.lr, stepsPerEpoch, epochs };
    const schedule = find(registries.schedules, spec.lr_schedule).build(spec.lr_schedule as never, horizon);

    tell({ type: "start", epochs, stepsPerEpoch, batchSize: batch });
    const started = performance.now();
    const order = elementsOf(engine, split.order) as Int32Array;
    const scalars = elementsOf(engine, session.scalars) as Float32Array;
    const [cursor, stepCounter] = [session.cursor, model.step].map((tensor) => elementsOf(engine, tensor)) as [
      Int32Array,
      Int32Array,
    ];
    const totals = elementsOf(engine, session.totals);
    let step = 0;
    let done = 0;
    let trainMs = 0;
    let examples = 0;
    let last: EpochRecord | undefined;
    let divergence: Divergence | undefined;
    let interrupted = signal.aborted;
    const pause = createPause(signal);

    for (let epoch = 1; epoch <= epochs && !interrupted && !divergence; epoch++) {
      const epochStart = performance.now();
      let inEpoch = 0;
      const speed = (count: number): number => count / Math.max((performance.now() - epochStart) / 1000, 1e-9);
      const report = (): void => {
        const samplesPerSecond = speed(totals[2] as number);
        tell({
          type: "step",
          epoch,
          step: inEpoch,
          stepsPerEpoch,
          train: metricsSoFar(engine, session),
          samplesPerSecond,
        });
      };
      shuffleInto(order, parts.train, stream(seed, `shuffle/${epoch}`));
      totals.fill(0);
      let lr = 0;
      for (let start = 0; start < split.count; start += batch) {
        const program = (start + batch <= split.count ? session.train.full : session.train.rest) as Program;
        lr = schedule(step);
        session.optimizer.scalars(step, lr, scalars);
        cursor[0] = start;
        stepCounter[0] = step;
        run(program);
        step++;
        inEpoch++;
        if (!Number.isFinite(totals[3] as number)) {
          divergence = { step, epoch, tensor: "" };
          break;
        }
        if (!pause.isDue()) continue;
        report();
        interrupted = await pause.turn();
        if (interrupted) break;
      }
      trainMs += performance.now() - epochStart;
      examples += totals[2] as number;
      if (divergence || interrupted) break;
      const trained = metricsSoFar(engine, session);
      const samples_per_second = speed(totals[2] as number);
      const validation = session.validation && (await evaluate(engine, session, session.validation, { run, pause }));
      if (session.validation && !validation) {
        interrupted = true;
        break;
      }
      if (validation && !Number.isFinite(validation.loss)) {
        divergence = { step, epoch, tensor: "validation loss" };
        break;
      }
      done = epoch;
      const seconds = (performance.now() - started) / 1000;
      last = { epoch, step, lr, train: trained, ...(validation && { validation }), seconds, samples_per_second };
      tell({ type: "epoch", record: last });
    }

    const weights = weightsOf(engine, model);
    const final_weights = hashWeights(engine, model);
    let test: Metrics | undefined;
    const { predictions, visit } = createPredictions(dataset.test.count, dataset.classes, dataset.test.labels);
    if (!divergence && !interrupted) {
      tell({ type: "evaluate", split: "test" });
      test = await evaluate(engine, session, session.test, { run, pause, visit });
      interrupted = test === undefined;
      if (test && !Number.isFinite(test.loss)) {
        divergence = { step, epoch: done, tensor: "test loss" };
        test = undefined;
      }
    } else if (divergence?.tensor === "") {
      const size = split.count - (cursor[0] as number);
      divergence = { ...divergence, tensor: firstBadTensor(engine, session, Math.min(batch, size)) };
    }
    return {
      status: divergence ? "diverged" : interrupted ? "interrupted" : "completed",
      epochs: done,
      steps: step,
      threads,
      numerics: engine.numerics,
      hashes: { data: dataset.hash, initial_weights, final_weights },
      ...(last && { train: last.train }),
      ...(last?.validation && { validation: last.validation }),
      ...(test && { test, predictions }),
      test_evaluations: test ? 1 : 0,
      train_seconds: trainMs / 1000,
      samples_per_second: examples / Math.max(trainMs / 1000, 1e-9),
      parameters: model.parameterCount,
      ...(divergence && { divergence }),
      weights,
    };
  } finally {
    await engine.close();
  }
}
