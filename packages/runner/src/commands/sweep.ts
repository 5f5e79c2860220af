import { SpecError } from "@assay/experiment/error";
import { rankTrials, type SweepRow, type TrialOutcome } from "@assay/runs";
import type { MetricInfo } from "@assay/training/events";
import type { Sweep, Trial } from "../sweep/types.ts";
import { sortRows, sweepColumns } from "../terminal/index.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Trainer } from "./services.ts";
import { shellWord } from "./shell-word.ts";
import { stopAfter } from "./stop-after.ts";
import { type TableFlags, tableOptions } from "./table-options.ts";
import { type TrialOptions, trainTrials } from "./train-trials.ts";
import { writeTable } from "./write-table.ts";

export interface SweepOptions extends TableFlags, TrialOptions {
  readonly revectorize: boolean;
}

/** Trains every trial of a sweep that is not there yet, and ranks them by the validation split. */
export async function sweep(typed: string, options: SweepOptions, context: Context): Promise<ExitCode> {
  const { terminal, paths, services } = context;
  const { out, err } = terminal;
  const format = tableOptions(options, out);
  const say = (text: string) => (options.quiet ? undefined : err.write(text));
  const stop = stopAfter("step", options, context);
  try {
    const loaded = await services.loadSweep(paths.existing(typed));
    const trainer = await services.trainer();
    if (options.revectorize) trainer.revectorize();
    // What is wrong with the last trial, or with the table's flags, shows before the first trial runs.
    const metrics = measured(loaded, trainer);
    const untrained = rankTrials(
      loaded.trials.map((trial) => ({ trial, found: false })),
      loaded.metric,
    );
    if (options.sortBy !== undefined)
      sortRows(untrained, sweepColumns(untrained, loaded.metric, metrics), options.sortBy);
    const { outcomes, failure } = await trainTrials(loaded.trials, trainer, options, stop.signal, context);

    const ranked = rankTrials(outcomes, loaded.metric);
    const columns = sweepColumns(ranked, loaded.metric, metrics);
    say("\n");
    const rows = options.sortBy === undefined ? ranked : sortRows(ranked, columns, options.sortBy);
    const notes = advice(ranked, outcomes, loaded, paths.shown);
    await writeTable({ heading: `Sweep ${loaded.file}`, rows, columns, notes }, format, context);
    if (failure) throw failure;
    if (stop.exitCode() !== undefined) return stop.exitCode() ?? EXIT.SIGINT;
    return ranked[0]?.status === "completed" ? EXIT.done : EXIT.failed;
  } finally {
    stop.dispose();
  }
}

/**
 * What the trials measure, each of them checked.
 *
 * @throws SpecError where a trial does not measure what the sweep ranks by
 */
function measured({ trials, metric, metricAt }: Sweep, trainer: Trainer): readonly MetricInfo[] {
  const all = trials.map((trial) => trainer.prepare(trial.loaded).parts.metrics);
  const wanted = metric.name.replace(/^validation\./, "");
  const blind = all.findIndex((metrics) => wanted !== "loss" && !metrics.some(({ name }) => name === wanted));
  if (blind >= 0) {
    const known = [...(all[blind] ?? []).map(({ name }) => name), "loss"].map((name) => `validation.${name}`);
    const rule = `trial ${blind + 1} does not measure ${metric.name}`;
    throw new SpecError("runner/sweep", rule, metricAt, `it measures ${known.join(", ")}`);
  }
  return all[0] ?? [];
}

/** Which trial is best, and the commands to look at it and to run its spec. */
function advice(
  [best]: readonly SweepRow[],
  outcomes: readonly TrialOutcome<Trial>[],
  { metric, trials, total, file }: Sweep,
  shown: (path: string) => string,
): string[] {
  const lines: string[] = [];
  if (trials.length < total) lines.push(`run_cap: ${trials.length} of the grid's ${total} trials.`);
  const open = trials.length - outcomes.length;
  if (open > 0) lines.push(`${open} of ${trials.length} trials were not reached; the same command goes on with them.`);
  const outcome = outcomes.find(({ trial }) => trial.index + 1 === best?.trial);
  if (outcome === undefined || best?.status !== "completed") return [...lines, "No trial was completed."];
  const { loaded, overrides, seed } = outcome.trial;
  const sets = Object.entries(overrides).map(([key, value]) => ` --set ${shellWord(`${key}=${settingOf(value)}`)}`);
  lines.push(
    `Best by ${metric.name}: trial ${best.trial}, ${best.run}`,
    `To see it: pnpm run show ${shellWord(best.path)}`,
  );
  // A spec that stands in the sweep itself has no file to run.
  if (loaded.file !== file)
    lines.push(`To run it: pnpm run exp ${shellWord(shown(loaded.file))}${sets.join("")} --seed ${seed}`);
  return lines;
}

/** A value as YAML reads it in a flag. */
const settingOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
