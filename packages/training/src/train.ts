import { createEngine, type Numerics } from "@assay/kernels";
import { classFigures } from "./class-figures.ts";
import { firstBadTensor } from "./diagnose.ts";
import { evaluate } from "./evaluate.ts";
import type { EpochRecord, Listener, Metrics, Progress, Snapshot, StepRecord, TrainOutcome } from "./events.ts";
import { linkOf } from "./links.ts";
import { hashWeights } from "./memory.ts";
import { infoOf, metricsOf } from "./metrics.ts";
import { observationsOf } from "./observations.ts";
import { type Ending, outcomeOf } from "./outcome.ts";
import { createPause, type Pause } from "./pause.ts";
import type { Policy } from "./policies/contract.ts";
import { BEGINNING, nextEpoch } from "./position.ts";
import { createPredictions } from "./predictions.ts";
import type { PreparedRun } from "./prepare.ts";
import { readDataset } from "./read-dataset.ts";
import { runEpoch, type StepReport } from "./run-epoch.ts";
import { capture, firstNotFinite, restore } from "./snapshot.ts";
import { createTraining, type Training } from "./training.ts";
import { worstExamples } from "./worst-examples.ts";

export interface TrainOptions {
  readonly threads: number;
  readonly numerics: Numerics;
  readonly listeners: readonly Listener[];
  /** Aborted to stop the training after the step at hand. */
  readonly signal: AbortSignal;
  /** Asked after each evaluated epoch, and after those of the spec; the first that says stop ends the training, which is then complete. */
  readonly policies?: readonly Policy[];
  /**
   * Given the training's state as often as the spec says (`latest`), and after each epoch that a policy wants kept (`best`).
   * It waits until that is saved. Default: nothing is saved.
   */
  readonly keep?: (snapshot: Snapshot, why: "latest" | "best") => Promise<void>;
  /** Where an interrupted training of the same spec goes on. Default: from the start. */
  readonly from?: Snapshot;
  /** When the event loop turns. Default: every few steps, by the clock. */
  readonly pause?: Pause;
}

/**
 * Trains a prepared spec and evaluates it. Every bit of the outcome but its times is a function of spec, data, numerics and
 * policies, interrupted or not.
 *
 * @throws SpecError if the data is damaged, before any event; InputError where there is not enough memory, or a policy
 *   watches what no record has; what a listener throws
 */
export async function train(prepared: PreparedRun, options: TrainOptions): Promise<TrainOutcome> {
  // The other threads start while this one reads.
  const engine = createEngine({ threads: options.threads, numerics: options.numerics });
  try {
    prepared.fingerprint(); // of the files as they are before they are read
    const dataset = readDataset(prepared);
    await engine.started;
    const training = createTraining(prepared, engine, dataset);
    let progress = begin(training, options);
    const ending = await run(training, options, progress, (next) => {
      progress = next;
    });
    return await outcomeOf(training, progress, ending);
  } finally {
    await engine.close();
  }
}

const NOTHING = { seconds: 0, examples: 0 };

/** Where the training starts: at its beginning, or where a snapshot was taken. */
function begin(training: Training, { from }: TrainOptions): Progress {
  if (from) {
    restore(training, from);
    const { tensors: _, ...progress } = from;
    return progress;
  }
  const initial_weights = hashWeights(training.engine, training.prepared.parts.model);
  return { position: BEGINNING, initial_weights, ...NOTHING, before: NOTHING, elapsed: 0, records: [], links: [] };
}

/** Epoch after epoch, then the test split. `advance` is given what has been reached after each part of it. */
async function run(
  training: Training,
  options: TrainOptions,
  start: Progress,
  advance: (progress: Progress) => void,
): Promise<Ending> {
  const { signal } = options;
  const { parts, programs, loaded } = training.prepared;
  const pause = options.pause ?? createPause(signal);
  const tell: Listener = (event) => {
    for (const listener of options.listeners) listener(event);
  };
  const began = performance.now() - start.elapsed * 1000;
  let progress = start;
  const reach = (next: Partial<Progress>): void => {
    progress = { ...progress, ...next, elapsed: (performance.now() - began) / 1000 };
    advance(progress);
  };
  const diverged = (tensor: string): Ending => {
    const { update: step, epoch } = progress.position;
    return { status: "diverged", divergence: { step, epoch, tensor } };
  };
  // What holds a NaN or an infinity is never saved as good. Whether it ends the training is decided at an epoch's end: when
  // a state is saved, and when a signal comes, is a matter of the clock.
  const interrupted = (): Ending => ({
    status: "interrupted",
    ...(firstNotFinite(training) === undefined && { snapshot: capture(training, progress) }),
  });
  const checkpoints = parts.checkpoints();
  const save = async (why: "latest" | "best"): Promise<void> => {
    const before = performance.now();
    await options.keep?.(capture(training, progress), why);
    if (why === "latest") checkpoints.saved((performance.now() - before) / 1000);
  };

  const { plan, metrics } = parts;
  const { eval_every, record: recorded } = loaded.spec.training;
  const isEvaluated = (epoch: number): boolean => epoch % eval_every === 0 || epoch === plan.epochs;
  const policies = [...parts.policies(), ...(options.policies ?? [])];
  // What policies know, they know from records: those of the epochs before, too, that were evaluated, perhaps by another rule.
  const linked = new Set(start.links.map(({ epoch }) => epoch));
  for (const record of start.records) {
    if (linked.has(record.epoch)) for (const policy of policies) policy.afterEpoch(withoutTest(record));
  }
  const { stepsPerEpoch, epochs, steps } = plan;
  tell({
    ...{ type: "start", epochs, stepsPerEpoch, steps, batchSize: plan.batch * plan.accumulate },
    metrics: infoOf(metrics),
    validation: programs.validation !== undefined,
  });
  while (progress.position.epoch <= epochs) {
    // While a state is saved, too: it is the one to go on from.
    if (signal.aborted) return interrupted();
    const { epoch } = progress.position;
    const observed = observationsOf(parts, progress);
    const listeners = {
      report: (report: StepReport) => tell({ type: "step", epoch, stepsPerEpoch, ...report }),
      record: (record: StepRecord) => tell({ type: "record", record }),
      isDue: () => options.keep !== undefined && checkpoints.isDue(),
    };
    const end = await runEpoch(training, progress.position, pause, listeners, observed);
    reach({
      position: end.position,
      seconds: progress.seconds + end.seconds,
      examples: progress.examples + end.examples,
    });
    if (end.ended === "diverged") return diverged(await firstBadTensor(training, end.batch, pause));
    if (end.ended === "stopped") return interrupted();
    if (end.ended === "due") {
      if (firstNotFinite(training) === undefined) await save("latest");
      else checkpoints.saved(0);
      continue;
    }
    const evaluated = isEvaluated(epoch);
    const figures: { validation?: Metrics; test?: Metrics } = {};
    for (const split of ["validation", "test"] as const) {
      const pass = programs[split];
      if (!pass || !evaluated || (split === "test" && !recorded?.test)) continue;
      const found = await evaluate(training, pass, pause);
      if (!found) return interrupted();
      // The test split decides nothing, not even this.
      if (split === "validation" && !Number.isFinite(found.loss)) return diverged("validation loss");
      figures[split] = found;
      if (split === "validation" && !programs.test)
        reach({ classes: classFigures(training.engine, pass.totals, parts) });
    }
    const saving = options.keep !== undefined && checkpoints.isDueAfter(epoch);
    const bad = firstNotFinite(training);
    if (bad !== undefined) return diverged(bad);
    const { seconds, examples, before } = progress;
    reach({ position: nextEpoch(end.position), before: { seconds, examples } });
    const record: EpochRecord = {
      epoch,
      step: end.position.update,
      lr: parts.schedule(end.position.update - 1, observed),
      train: metricsOf(training.engine, programs.train.totals, metrics),
      ...figures,
      seconds: progress.elapsed,
      samples_per_second: (examples - before.examples) / (seconds - before.seconds),
    };
    const link = evaluated ? linkOf(training, record, progress.links.at(-1)) : undefined;
    reach({ records: [...progress.records, record], ...(link && { links: [...progress.links, link] }) });
    tell({ type: "epoch", record, evaluated, ...(link && { link }) });
    const answers = evaluated ? policies.map((policy) => policy.afterEpoch(withoutTest(record))) : [];
    // What is kept knows that the training ends here.
    if (answers.includes("stop")) {
      reach({ position: { ...progress.position, epoch: epochs + 1 }, stopped_early: epoch < epochs });
    }
    if (answers.includes("keep")) await save("best");
    if (saving) await save("latest");
  }
  if (!programs.test) return { status: "completed", classes: progress.classes };
  tell({ type: "evaluate", split: "test" });
  const { inputs, targets } = training.dataset.test;
  const { predictions, visit } = createPredictions({ ...parts.data, outputs: parts.outputs }, targets.values);
  const test = await evaluate(training, programs.test, pause, visit);
  if (!test) return interrupted();
  if (!Number.isFinite(test.loss)) return diverged("test loss");
  const classes = classFigures(training.engine, programs.test.totals, parts);
  const { shape, dtype } = parts.data;
  const worst = worstExamples({ shape, dtype, values: inputs.values, means: training.means }, predictions);
  return { status: "completed", test, predictions, worst, classes };
}

/** A record as policies may see it. */
const withoutTest = ({ test: _, ...record }: EpochRecord): EpochRecord => record;
