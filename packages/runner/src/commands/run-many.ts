import { join } from "node:path";
import { UsageError } from "@assay/runs/errors";
import { LOSS, readRun } from "@assay/runs/store";
import { createProcesses, type TrialResult } from "@assay/sweeps";
import { createSweepProgress } from "../terminal/sweep-progress.ts";
import { compare } from "./compare.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { identityOfRun } from "./identity-of-run.ts";
import { ifReadable } from "./if-readable.ts";
import type { RunOptions } from "./run-options.ts";
import { stopAfter } from "./stop-after.ts";

/** A spec with one of its seeds. */
interface Planned {
  readonly number: number;
  /** The number of its spec. */
  readonly setting: number;
  readonly seed: number;
  readonly sets: Readonly<Record<string, unknown>>;
  /** The resolved spec: YAML. */
  readonly spec: string;
  /** "<experiment>/<run>" */
  readonly run: string;
}

/** Trains specs with several seeds each, some at a time in processes of their own, and compares what has come of them. */
export async function runMany(
  files: readonly string[],
  options: RunOptions & { readonly seeds: readonly number[] },
  context: Context,
): Promise<ExitCode> {
  const { terminal, paths, services, clock } = context;
  const { set, seeds, jobs, numerics, revectorize, quiet } = options;
  const trainer = await services.trainer();
  const planned: Planned[] = [];
  let metric = LOSS;
  // A mistake in the last spec shows before the first one trains.
  for (const [setting, file] of files.entries()) {
    for (const seed of seeds.length > 0 ? seeds : [undefined]) {
      const flags = { set, folder: paths.folder, ...(seed !== undefined && { seed }) };
      const loaded = await services.loadSpec(paths.existing(file), flags);
      const prepared = trainer.prepare(loaded);
      metric = planned.length === 0 ? (prepared.parts.metrics[0] ?? LOSS) : metric;
      const run = identityOfRun(loaded, prepared, trainer.chooseNumerics(numerics));
      if (planned.some((other) => other.run === run)) {
        throw new UsageError("runner/commands", `${file} is the same training as one that was named before`);
      }
      const { name } = loaded.spec;
      planned.push({
        number: planned.length,
        setting,
        seed: loaded.spec.seed,
        sets: { spec: name },
        spec: loaded.resolved,
        run,
      });
    }
  }
  const goal = metric.better === "higher" ? ("maximize" as const) : ("minimize" as const);
  const ranked = { name: `validation.${metric.name}`, goal };
  const shown = { total: planned.length, repeats: Math.max(1, seeds.length), seconds: clock.seconds };
  const progress = quiet ? undefined : createSweepProgress(terminal.err, ranked, metric, shown);
  const stop = stopAfter("step", options, context, () => progress?.stop());
  const pool = createProcesses({ slots: jobs, start: services.trialProcess });
  const results = paths.output(options.out);
  const threads = Math.max(1, Math.floor(options.threads / jobs));
  const ended: (TrialResult | undefined)[] = [];
  const waiting = [...planned];
  const work = async (): Promise<void> => {
    for (let trial = waiting.shift(); trial && !stop.signal.aborted; trial = waiting.shift()) {
      const { number, run, spec } = trial;
      const wasThere = ifReadable(() => readRun(join(results, run)))?.record.status === "completed";
      progress?.begin(trial);
      const task = {
        title: titleOf(number),
        run,
        spec,
        results,
        threads,
        numerics,
        revectorize,
        metric: ranked,
        bounds: [],
      };
      const result = await pool.run(
        task,
        stop.signal,
        (...told) => progress?.epoch(trial, ...told),
        (message) => progress?.say(`${titleOf(number)} waits: ${message}`),
      );
      ended[number] = result;
      if (result) progress?.end(trial, result, !wasThere);
    }
  };
  try {
    // Once, before several processes find out at a time.
    if (revectorize) {
      await trainer.revectorizeWhereEqual(numerics, (line) => progress?.say(line));
    }
    await Promise.all(Array.from({ length: jobs }, work));
  } finally {
    progress?.stop();
    pool.close();
    stop.dispose();
  }
  if (stop.exitCode() !== undefined) return stop.exitCode() ?? EXIT.SIGINT;
  const completed = planned.filter(({ number }) => ended[number]?.status === "completed");
  if (completed.length === 0) return EXIT.failed;
  if (!quiet) terminal.err.write("\n");
  const compared = { json: options.json, precision: 2, onlyChanged: false, where: [], force: false };
  const out = options.out === undefined ? {} : { out: options.out };
  const code = await compare(
    completed.map(({ run }) => run),
    { ...compared, ...out },
    context,
  );
  return completed.length < planned.length ? EXIT.failed : code;
}

const titleOf = (number: number): string => `run ${number + 1}`;
