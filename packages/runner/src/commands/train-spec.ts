import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import {
  type Ancestry,
  findRepetition,
  findRun,
  hasSteps,
  openRun,
  quietly,
  RefusedError,
  type RunDirectory,
  type RunRecord,
  startFile,
  thisMachine,
} from "@assay/runs/store";
import type { Listener, Snapshot, TrainOutcome } from "@assay/training";
import type { Context } from "./context.ts";
import { findShorter } from "./find-shorter.ts";
import { gitState } from "./git-state.ts";
import type { Prepared, Trainer } from "./services.ts";
import { shellWord } from "./shell-word.ts";
import { REPORT_FILE, tryToReport } from "./write-report.ts";

/** One spec to be trained into its run directory. */
export interface Job {
  readonly trainer: Trainer;
  readonly loaded: LoadedSpec;
  readonly prepared: Prepared;
  readonly results: string;
  readonly threads: number;
  readonly numerics: "fused" | "strict";
  /** Train again, whatever is there: from the beginning, or where a repetition was interrupted. */
  readonly force: boolean;
  /** Whether V8 may merge pairs of vector operations, where that gives the same bits. */
  readonly revectorize: boolean;
  readonly listeners: readonly Listener[];
  readonly signal: AbortSignal;
  /** When the spec had been read, in the clock's seconds. */
  readonly since: number;
  /** Whether a finished training gets its page. Default: true */
  readonly page?: boolean;
  /** Told where the training goes on, and of states that could not be used. */
  readonly say?: (line: string) => void;
  /** Told what takes a while before the first step. */
  readonly onDelay?: (line: string) => void;
  /** Of a fork: from where it starts; the state only where it was not begun yet. */
  readonly fork?: { readonly ancestry: Ancestry; readonly snapshot?: Snapshot; readonly best?: Snapshot | undefined };
}

export interface Trained {
  readonly record: RunRecord;
  /** Whether the run was there already, and nothing was trained. */
  readonly found: boolean;
  /** Whether a finished run was trained again. */
  readonly repeats?: boolean;
  /** The page about it, where there is one. */
  readonly report?: string | undefined;
  /** Why the result could not be written, or not all of it; the record then holds what is known. */
  readonly error?: unknown;
}

/**
 * Trains a spec into its run directory. A finished run is found; an unfinished one goes on from its newest checkpoint.
 * Nothing is written before the trainer has read its data: an input that is wrong leaves no trace.
 */
export async function trainSpec(job: Job, context: Context): Promise<Trained> {
  const { trainer, loaded, prepared, results, threads, signal, fork, force, say } = job;
  const numerics = trainer.chooseNumerics(job.numerics);
  const data = prepared.fingerprint();
  const identity = { spec: loaded.hash, data, numerics, version: trainer.NUMERICS_VERSION };
  const found = findRun(results, loaded, { ...identity, ...(fork && { fork: fork.ancestry.chain }) });
  if (found.finished && found.stored && !force) {
    const { record } = found.stored;
    const report = join(record.path, REPORT_FILE);
    return { record, found: true, report: existsSync(report) ? report : undefined };
  }
  const repeats = found.finished;
  const left = repeats ? findRepetition(found.path, identity) : force ? undefined : found;
  const notes = left?.notes ?? [];
  for (const note of notes) say?.(`Warning: ${note}`);
  const { stored, checkpoint } = left ?? {};
  const going = checkpoint?.snapshot;
  if (fork && !going && !fork.snapshot) throw startLost(found.path, fork.ancestry);

  const isNew = !force && !going && !stored && !fork;
  const shorter = isNew ? await findShorter({ ...job, ...identity, results }, context) : undefined;
  if (shorter?.why) say?.(`${shorter.run} has some of these epochs, but ${shorter.why}. All are trained.`);
  if (shorter?.snapshot) say?.(`${shorter.run} has the first ${shorter.snapshot.records.length} of these epochs.`);
  const begin = going ?? shorter?.snapshot ?? fork?.snapshot;
  if (going && repeats) say?.("The repetition goes on that was not finished; the earlier result stays until it is.");
  if (begin) say?.(whereItGoesOn(begin));
  else if (notes.length > 0) say?.("No checkpoint can be used: the training starts from the beginning.");
  const originOf = () => {
    if (going) return { from: { snapshot: going, stored } };
    if (shorter?.snapshot) return { begins: { snapshot: shorter.snapshot, best: shorter.best, steps: shorter.steps } };
    return fork?.snapshot && { begins: { snapshot: fork.snapshot, best: fork.best } };
  };
  const asked = context.clock.seconds();
  const revectorize = job.revectorize && (await trainer.revectorizeWhereEqual(numerics, (line) => job.onDelay?.(line)));
  const delay = context.clock.seconds() - asked;
  const request = {
    ...{ results, loaded, data, numerics, threads, repeat: force },
    started: context.clock.now(),
    machine: thisMachine(),
    versions: await context.services.versions(trainer),
    flags: { revectorize },
    ...originOf(),
    ...(fork && { ancestry: fork.ancestry }),
  };
  const git = gitState(loaded.file);
  const run: { directory?: RunDirectory; outcome?: TrainOutcome } = {};
  const keeper: Listener = (event) => {
    if (event.type === "start") run.directory = openRun({ ...request, metrics: event.metrics });
    else if (event.type === "epoch" || event.type === "record") run.directory?.add(event.record);
  };
  const elapsed = () => (begin?.elapsed ?? 0) + context.clock.seconds() - job.since - delay;
  try {
    run.outcome = await trainer.train(prepared, {
      ...{ threads, numerics, signal, listeners: [keeper, ...job.listeners] },
      keep: async (snapshot, why) => run.directory?.keep(snapshot, why),
      ...(begin && { from: begin }),
    });
    if (!run.directory) throw new Error("[runner/commands] the trainer sent no start event");
    if (run.outcome.snapshot) await run.directory.keep(run.outcome.snapshot, "latest");
    const record = run.directory.finish(run.outcome, elapsed(), await git);
    // Who interrupts does not wait for a page about half a training; `report` makes one.
    const isOver = record.status !== "interrupted";
    if (!isOver && repeats) say?.(whatIsKept(run.directory.path));
    const report = isOver && (job.page ?? true) ? await tryToReport(record.path, context) : undefined;
    return { record, found: false, repeats, report };
  } catch (error) {
    const record = quietly(() => run.directory?.fail(error, elapsed(), run.outcome));
    if (repeats && run.directory) say?.(whatIsKept(run.directory.path));
    if (!record || !run.outcome) throw error;
    return { record, found: false, error };
  }
}

/** What becomes of a repetition that was not finished. */
const whatIsKept = (folder: string): string =>
  hasSteps(folder)
    ? `The earlier result stays. The repetition is kept in ${folder}: --force goes on with it.`
    : existsSync(folder)
      ? "The earlier result stays."
      : "The earlier result stays. The repetition was discarded: it has left no checkpoint.";

/** Training it from the beginning would be another training. */
function startLost(run: string, { run: parent, epoch, set }: Ancestry): RefusedError {
  const rule = `${startFile(run)}, which the fork goes on from, is missing or damaged, and so are its checkpoints`;
  const sets = set.map((override) => ` --set ${shellWord(override)}`).join("");
  return new RefusedError(
    "runner/commands",
    rule,
    `fork it again: pnpm run fork ${shellWord(parent)} --at ${epoch}${sets}`,
  );
}

/** The step that an interrupted training goes on from, in words. */
function whereItGoesOn({ position, stopped_early }: Snapshot): string {
  const { epoch, update, start } = position;
  if (stopped_early) return `Going on after step ${update}: what is left is the evaluation.`;
  return `Going on from a checkpoint: step ${update}, ${start === 0 ? "at the start of" : "in"} epoch ${epoch}.`;
}
