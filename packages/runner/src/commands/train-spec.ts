import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LoadedSpec } from "@assay/experiment";
import { findRun, openRun, quietly, type RunDirectory, type RunRecord, thisMachine } from "@assay/runs/store";
import type { Listener } from "@assay/training";
import type { Context } from "./context.ts";
import type { Prepared, Trainer } from "./services.ts";
import { REPORT_FILE, tryToReport } from "./write-report.ts";

/** One spec to be trained into its run directory. */
export interface Job {
  readonly trainer: Trainer;
  readonly loaded: LoadedSpec;
  readonly prepared: Prepared;
  readonly results: string;
  readonly threads: number;
  readonly numerics: "fused" | "strict";
  readonly force: boolean;
  readonly listeners: readonly Listener[];
  readonly signal: AbortSignal;
  /** When the spec had been read, in the clock's seconds. */
  readonly since: number;
}

export interface Trained {
  readonly record: RunRecord;
  /** Whether the run was there already, and nothing was trained. */
  readonly found: boolean;
  /** The page about it, where there is one. */
  readonly report?: string | undefined;
}

/**
 * Trains a spec, unless its finished run is there, and writes the run directory. Nothing is written before the trainer
 * has read its data: an input that is wrong leaves no trace.
 */
export async function trainSpec(job: Job, context: Context): Promise<Trained> {
  const { trainer, loaded, prepared, results, threads, signal } = job;
  const numerics = trainer.chooseNumerics(job.numerics);
  const data = prepared.fingerprint();
  const found = findRun(results, loaded, data, numerics);
  if (found && !job.force) {
    const report = join(found.record.path, REPORT_FILE);
    return { record: found.record, found: true, report: existsSync(report) ? report : undefined };
  }

  const versions = await context.services.versions(trainer);
  const request = {
    results,
    loaded,
    data,
    numerics,
    threads,
    started: context.clock.now(),
    machine: thisMachine(),
    versions,
  };
  const run: { directory?: RunDirectory } = {};
  const keeper: Listener = (event) => {
    if (event.type === "start") run.directory = openRun({ ...request, metrics: event.metrics });
    else if (event.type === "epoch" || event.type === "record") run.directory?.add(event.record);
  };
  const elapsed = () => context.clock.seconds() - job.since;
  let record: RunRecord;
  try {
    const outcome = await trainer.train(prepared, { threads, numerics, signal, listeners: [keeper, ...job.listeners] });
    if (!run.directory) throw new Error("[runner/commands] the trainer sent no start event");
    record = run.directory.finish(outcome, elapsed());
  } catch (error) {
    quietly(() => run.directory?.fail(error, elapsed()));
    throw error;
  }
  return { record, found: false, report: await tryToReport(record.path, context) };
}
