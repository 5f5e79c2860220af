import { SpecError } from "@assay/experiment/error";
import type { TrialOutcome } from "@assay/runs";
import { RefusedError, ResultError, UsageError } from "@assay/runs/errors";
import type { Trial } from "../sweep/types.ts";
import { createProgress, trialLine } from "../terminal/index.ts";
import type { Context } from "./context.ts";
import { isInputError } from "./input-error.ts";
import type { Trainer } from "./services.ts";
import { trainSpec } from "./train-spec.ts";

/** The flags of a sweep that its trials are trained by. */
export interface TrialOptions {
  readonly threads: number;
  readonly numerics: "fused" | "strict";
  readonly out?: string;
  readonly force: boolean;
  readonly quiet: boolean;
  readonly revectorize: boolean;
}

/** What became of the trials, in order. */
export interface TrainedTrials {
  readonly outcomes: readonly TrialOutcome<Trial>[];
  /** What kept the rest from being trained: a disk that cannot be written. */
  readonly failure?: ResultError;
}

/**
 * Trains the trials one after the other, those that are there already excepted. A trial that diverges or crashes does
 * not stop the others; an interruption, a wrong input, a refusal and a disk that cannot be written do.
 */
export async function trainTrials(
  trials: readonly Trial[],
  trainer: Trainer,
  options: TrialOptions,
  signal: AbortSignal,
  context: Context,
): Promise<TrainedTrials> {
  const { err } = context.terminal;
  const outcomes: TrialOutcome<Trial>[] = [];
  for (const trial of trials) {
    if (signal.aborted) break;
    const { failure, ...outcome } = await trainTrial(trial, trainer, options, signal, context);
    outcomes.push(outcome);
    if (!options.quiet) err.write(`${trialLine(outcome, trials.length, err)}\n`);
    if (failure) return { outcomes, failure };
  }
  return { outcomes };
}

async function trainTrial(
  trial: Trial,
  trainer: Trainer,
  options: TrialOptions,
  signal: AbortSignal,
  context: Context,
): Promise<TrialOutcome<Trial> & Pick<TrainedTrials, "failure">> {
  const progress = createProgress(context.terminal.err, { lines: false });
  signal.addEventListener("abort", progress.stop);
  const { loaded } = trial;
  const since = context.clock.seconds();
  try {
    const job = {
      ...options,
      trainer,
      loaded,
      prepared: trainer.prepare(loaded),
      results: context.paths.output(options.out),
      listeners: options.quiet ? [] : [progress.listener],
      signal,
      since,
      say: (line: string) => context.terminal.err.write(`${line}\n`),
    };
    const { error, ...trained } = await trainSpec(job, context);
    return { trial, ...trained, ...(error !== undefined && failed(error)) };
  } catch (error) {
    if (error instanceof SpecError || error instanceof UsageError || isInputError(error)) throw error;
    if (error instanceof RefusedError) throw error;
    return { trial, found: false, ...failed(error) };
  } finally {
    signal.removeEventListener("abort", progress.stop);
    progress.stop();
  }
}

const failed = (error: unknown) => ({
  error: error instanceof Error ? error.message : String(error),
  ...(error instanceof ResultError && { failure: error }),
});
