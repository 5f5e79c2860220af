import { shuffleInto } from "@assay/data";
import { createEngine, type Numerics, type Program, stream } from "@assay/kernels";
import { find } from "./check.ts";
import { firstBadTensor } from "./diagnose.ts";
import { createPredictions, evaluate, metricsSoFar } from "./evaluate.ts";
import type { Divergence, EpochRecord, Listener, Metrics, TrainOutcome } from "./events.ts";
import { elementsOf, hashWeights, weightsOf } from "./memory.ts";
import { createPause } from "./pause.ts";
import type { PreparedRun } from "./prepare.ts";
import { registries } from "./registries.ts";
import { createStage, readDataset } from "./stage.ts";

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
  prepared: PreparedRun,
  { threads, numerics, listeners, signal }: TrainOptions,
): Promise<TrainOutcome> {
  const { model, loaded } = prepared.experiment;
  const { spec } = loaded;
  const { seed } = spec;
  const { epochs } = spec.training;
  const tell: Listener = (event) => {
    for (const listener of listeners) listener(event);
  };

  // The other threads start while this one reads.
  const engine = createEngine({ threads, numerics });
  try {
    const dataset = readDataset(loaded);
    const stage = createStage(prepared, engine, dataset);
    const { session, parts, run } = stage;
    const initial_weights = hashWeights(engine, model);

    const { batch, split } = session.train;
    const stepsPerEpoch = Math.ceil(split.count / batch);
    const horizon = { baseLr: spec.optimizer.lr, stepsPerEpoch, epochs };
    const schedule = find(registries.schedules, spec.lr_schedule).build(spec.lr_schedule as never, horizon);

    tell({ type: "start", epochs, stepsPerEpoch, batchSize: batch });
    const started = performance.now();
    const order = elementsOf(engine, split.order) as Int32Array;
    const totals = elementsOf(engine, session.totals);
    let step = 0;
    let at = 0;
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
        stage.step(program, { number: step, start, lr });
        at = start;
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
      const size = split.count - at;
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
