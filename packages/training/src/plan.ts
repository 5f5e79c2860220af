import type { TrainingSection } from "@assay/experiment";
import { InputError } from "@assay/kernels";

/** How a training is divided: epochs into updates, updates into batches. */
export interface TrainingPlan {
  /** Examples in a full batch. */
  readonly batch: number;
  /** Places in the order of an epoch. */
  readonly order: number;
  /** Examples that an epoch visits: with `drop_last` fewer than there are places. */
  readonly visited: number;
  /** Batches that make one update. */
  readonly accumulate: number;
  /** Updates in an epoch. */
  readonly stepsPerEpoch: number;
  /** Epochs; with `steps` the last one may be cut short. */
  readonly epochs: number;
  /** Updates in the whole training. */
  readonly steps: number;
}

/**
 * @param examples that are trained on
 * @throws InputError where the options do not go together or do not fit the data
 */
export function planTraining(section: TrainingSection, examples: number): TrainingPlan {
  const { epochs, steps, batch_size, sampling, drop_last, accumulate } = section;
  const fail = (rule: string, key: string, hint?: string) => new InputError("training", rule, [key], hint);
  if (epochs === undefined && steps === undefined) {
    throw new InputError("training", "must say how long: epochs, or steps", [], "write epochs: 10");
  }
  if (epochs !== undefined && steps !== undefined) {
    const whole = `--set 'training={steps: ${steps}, batch_size: ${batch_size}}'`;
    const hint = `leave one out; a flag replaces the whole section with ${whole}`;
    throw fail(`must have epochs or steps, not both, got ${epochs} and ${steps}`, "steps", hint);
  }
  const batch = batch_size === "full" ? examples : batch_size;
  if (batch > examples) {
    const rule = `batch_size must not exceed the ${examples} examples that are trained on, got ${batch}`;
    throw fail(rule, "batch_size", "write batch_size: full for all of them");
  }
  const draws = drop_last ? Math.floor(examples / batch) : Math.ceil(examples / batch);
  if (accumulate > draws) {
    const batches = draws === 1 ? "one batch" : `${draws} batches`;
    throw fail(`accumulate must not exceed the ${batches} of an epoch, got ${accumulate}`, "accumulate");
  }
  const stepsPerEpoch = Math.ceil(draws / accumulate);
  return {
    batch,
    order: sampling === "replacement" ? draws * batch : examples,
    visited: sampling === "replacement" || drop_last ? draws * batch : examples,
    accumulate,
    stepsPerEpoch,
    epochs: epochs ?? Math.ceil((steps as number) / stepsPerEpoch),
    steps: steps ?? (epochs as number) * stepsPerEpoch,
  };
}

/** Which part of an update a batch is. */
export interface BatchShare {
  /** Examples in the batch. */
  readonly size: number;
  readonly first: boolean;
  readonly last: boolean;
  /** What its gradient counts for in that of the update, where gradients are means. */
  readonly share: number;
}

/** The batch that begins at `start` in the order of an epoch. */
export function batchAt({ batch, visited, accumulate }: TrainingPlan, start: number): BatchShare {
  const size = Math.min(batch, visited - start);
  const group = batch * accumulate;
  const from = start - (start % group);
  const end = Math.min(from + group, visited);
  return { size, first: start === from, last: start + size === end, share: size / (end - from) };
}
