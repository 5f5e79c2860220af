import { availableParallelism } from "node:os";
import { LOSS, UsageError } from "@assay/runs/store";
import {
  coordinate,
  createProcesses,
  type Journal,
  openJournal,
  type Processes,
  rankSettings,
  settingText,
  type Tried,
} from "@assay/sweeps";
import { sortRows, sweepColumns } from "../terminal/index.ts";
import { rankedMetric } from "../terminal/ranked-metric.ts";
import { safeText } from "../terminal/safe-text.ts";
import { createSweepProgress, type SweepProgress } from "../terminal/sweep-progress.ts";
import { createClaims } from "./claims.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { linkRun } from "./link-run.ts";
import { listTrials } from "./list-trials.ts";
import { localExecutor } from "./local-executor.ts";
import { queueExecutor } from "./queue-executor.ts";
import { stopAfter } from "./stop-after.ts";
import { conclusions } from "./sweep-conclusions.ts";
import { openSweepFolder } from "./sweep-folder.ts";
import { createPlanner, type RunTrial } from "./sweep-planner.ts";
import { type TableFlags, tableOptions } from "./table-options.ts";
import type { ExecutorRequest } from "./trial-executor.ts";
import { writeTable } from "./write-table.ts";

export interface SweepOptions extends TableFlags {
  readonly set: readonly string[];
  /** Of each trial that is trained here. */
  readonly threads?: number;
  /** How many at a time. */
  readonly jobs?: number;
  /** The address of a queue, where workers train the trials. */
  readonly queue?: string;
  readonly numerics: "fused" | "strict";
  readonly revectorize: boolean;
  readonly out?: string;
  readonly quiet: boolean;
  readonly dryRun: boolean;
  readonly retryFailed: boolean;
}

/** Tries the settings of a sweep that are not there yet, and ranks them by the validation split. */
export async function sweep(typed: string, options: SweepOptions, context: Context): Promise<ExitCode> {
  const hasQueue = (options.queue ?? "") !== "";
  if (hasQueue && options.threads !== undefined) {
    const rule = `--threads is the workers' where a queue has them train, got --threads ${options.threads}`;
    throw new UsageError("runner/commands", rule, "leave it out here, and give it to each worker");
  }
  const slots = options.jobs ?? availableParallelism();
  const pool =
    !hasQueue && !options.dryRun ? createProcesses({ slots, start: context.services.trialProcess }) : undefined;
  pool?.warm(); // while the sweep is read
  try {
    return await search(typed, options, pool, context);
  } finally {
    pool?.close();
  }
}

async function search(
  typed: string,
  options: SweepOptions,
  pool: Processes | undefined,
  context: Context,
): Promise<ExitCode> {
  const { terminal, paths, services } = context;
  const { out, err } = terminal;
  const format = tableOptions(options, out);
  const results = paths.output(options.out);
  const loaded = await services.loadSweep(paths.existing(typed), options.set);
  const trainer = await services.trainer();
  const planned = createPlanner(loaded, trainer, options.numerics);
  if (options.dryRun) {
    await listTrials(loaded, planned, format, context);
    return EXIT.done;
  }
  // What is wrong with the last trial, or with the table's flags, shows before the first trial runs.
  const { metrics } = planned;
  const metric = rankedMetric(metrics, loaded.metric) ?? LOSS;
  const isShare = metric.shown === "percent";
  const untried = rankSettings(triedOf(planned.all ?? []), loaded.metric);
  if (options.sortBy !== undefined)
    sortRows(untried, sweepColumns(untried, loaded.metric, metrics, out.unicode), options.sortBy);
  const folder = openSweepFolder(results, loaded);
  const journal = openJournal(folder);
  const total = planned.all?.length ?? (loaded.cap === undefined ? undefined : loaded.cap * loaded.repeats);
  const progress: SweepProgress | undefined = options.quiet
    ? undefined
    : createSweepProgress(err, loaded.metric, metric, {
        ...{ total, repeats: loaded.repeats, seconds: context.clock.seconds },
      });
  const before = runsBefore(journal, planned.all, total, options.retryFailed);
  if (before.size > 0)
    progress?.say(`${before.size} ${before.size === 1 ? "trial was" : "trials were"} there already.`);
  const request: ExecutorRequest = {
    ...{ threads: 1, ...options, results, folder, loaded, trainer },
    onEpoch: (...told) => progress?.epoch(...told),
    say: (line) => (progress ? progress.say(line) : err.write(`${safeText(line)}\n`)),
  };
  // Once, before several processes find out at a time.
  if (pool && options.revectorize) await trainer.revectorizeWhereEqual(options.numerics, (line) => progress?.say(line));
  const claim = createClaims(folder, { say: request.say, seconds: context.clock.seconds });
  const executor = pool ? localExecutor(request, pool) : await queueExecutor(request);
  const stop = stopAfter("step", options, context, () => progress?.stop());
  const trials: RunTrial[] = [];
  const retried = new Set<string>();
  let failure: unknown;
  try {
    await coordinate<RunTrial>({
      search: loaded.search({
        check: (setting, number) => void planned.trialsOf(setting, number),
        onInvalid: (setting, error) =>
          request.say(`Passed over, as it is no valid spec: ${settingText(setting)}. ${error.message}`),
      }),
      trialsOf(setting, number) {
        const found = planned.trialsOf(setting, number);
        trials.push(...found);
        return found;
      },
      journal,
      executor,
      claim: ({ number }) => claim(number),
      isOver: (line) => !options.retryFailed || retried.has(line.run) || line.status !== "failed",
      goal: loaded.metric.goal,
      ...(loaded.early && { early: { rule: loaded.early, epochsOf: ({ epochs }) => epochs, lag: loaded.lag } }),
      signal: stop.signal,
      tell(event) {
        if (event.type === "trial") progress?.begin(event.trial);
        else {
          if (event.isNew) retried.add(event.trial.run);
          if (event.isNew) executor.settle(event.trial);
          linkRun(results, folder, event.trial);
          if (!event.isNew && before.has(event.trial.run)) progress?.found(event.trial, event.result);
          else progress?.end(event.trial, event.result, event.isNew);
        }
      },
    });
  } catch (error) {
    failure = error;
  } finally {
    progress?.stop();
    await executor.close();
    stop.dispose();
  }
  const ranked = rankSettings(triedOf(trials, journal), loaded.metric, { isShare });
  const columns = sweepColumns(ranked, loaded.metric, metrics, out.unicode);
  const rows = options.sortBy === undefined ? ranked : sortRows(ranked, columns, options.sortBy);
  if (!options.quiet) err.write("\n");
  const notes = conclusions(ranked, trials, loaded, { folder, results, total, shown: paths.shown });
  await writeTable({ heading: `Sweep ${loaded.name}`, rows, columns, notes }, format, context);
  if (failure) throw failure;
  if (stop.exitCode() !== undefined) return stop.exitCode() ?? EXIT.SIGINT;
  return ranked[0]?.status === "completed" ? EXIT.done : EXIT.failed;
}

/** What is known of each setting of some trials. */
function triedOf(trials: readonly RunTrial[], journal?: Journal): Tried[] {
  const settings = new Map<number, RunTrial[]>();
  for (const trial of trials) settings.set(trial.setting, [...(settings.get(trial.setting) ?? []), trial]);
  return [...settings.values()].map((own) => ({
    sets: own[0]?.sets ?? {},
    seeds: own.map(({ seed }) => seed),
    lines: own.map((trial) => journal?.get(trial)),
  }));
}

/** The runs of the trials that are over before this process begins. */
function runsBefore(
  journal: Journal,
  all: readonly RunTrial[] | undefined,
  total = Number.POSITIVE_INFINITY,
  retryFailed = false,
): ReadonlySet<string> {
  journal.refresh();
  const wanted = all && new Set(all.map(({ run }) => run));
  const lines = journal.lines().filter(({ status }) => !retryFailed || status !== "failed");
  const own = lines.filter(({ run, number }) => (wanted ? wanted.has(run) : number < total));
  return new Set(own.map(({ run }) => run));
}
