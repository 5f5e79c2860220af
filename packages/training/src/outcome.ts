import { nextTurn } from "#next-turn";
import { exchangeAverage } from "./averaged.ts";
import { describeModel } from "./describe-model.ts";
import type {
  ClassFigures,
  Divergence,
  Metrics,
  Predictions,
  Progress,
  Snapshot,
  TrainOutcome,
  WorstExamples,
} from "./events.ts";
import { hashWeights, weightsOf } from "./memory.ts";
import { infoOf } from "./metrics.ts";
import type { Training } from "./training.ts";

/** How a training ended. */
export type Ending =
  | {
      readonly status: "completed";
      readonly test?: Metrics;
      readonly predictions?: Predictions;
      readonly worst?: WorstExamples;
      readonly classes: readonly ClassFigures[] | undefined;
    }
  | { readonly status: "interrupted"; readonly snapshot?: Snapshot }
  | { readonly status: "diverged"; readonly divergence: Divergence };

/** What a training leaves behind, for the record. Gigabytes of weights take a while, in which a signal is heard. */
export async function outcomeOf(training: Training, progress: Progress, ending: Ending): Promise<TrainOutcome> {
  const { engine, prepared } = training;
  const { parts } = prepared;
  const { records, links, seconds, examples, position, initial_weights, stopped_early } = progress;
  const last = records.at(-1);
  const chain = links.at(-1)?.chain;
  const { status, classes, ...ended } = { classes: undefined, ...ending };
  exchangeAverage(training);
  await nextTurn();
  const final_weights = hashWeights(engine, parts.model);
  await nextTurn();
  const weights = weightsOf(engine, parts.model);
  exchangeAverage(training);
  await nextTurn();
  return {
    status,
    epochs: last?.epoch ?? 0,
    steps: position.update,
    threads: engine.threads,
    numerics: engine.numerics,
    metrics: infoOf(parts.metrics),
    hashes: { data: prepared.fingerprint(), initial_weights, final_weights, ...(chain !== undefined && { chain }) },
    ...(last && { train: last.train }),
    ...(last?.validation && { validation: last.validation }),
    ...ended,
    ...(classes && { classes }),
    ...(stopped_early && { stopped_early }),
    test_evaluations: records.filter(({ test }) => test).length + ("test" in ended ? 1 : 0),
    train_seconds: seconds,
    samples_per_second: examples / Math.max(seconds, 1e-9),
    parameters: parts.model.parameterCount,
    links,
    weights,
    model: describeModel(training),
  };
}
