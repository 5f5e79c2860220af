import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "@assay/runs/errors";
import { type Listed, listExperiment, listRuns, type StoredRun } from "@assay/runs/store";
import type { Context } from "./context.ts";
import { findRuns, noSuchRuns, runsIn, single } from "./find-runs.ts";
import { findSweep, resultsOf, YAML } from "./find-sweep.ts";
import { runsWhere } from "./where.ts";

/** What a command that works on several runs is asked for. */
export interface Selection {
  /** Where runs are looked for. */
  readonly results: string;
  /** Conditions of `--where`: see `runsWhere`. */
  readonly where: readonly string[];
}

/** Runs that were asked for, and those that cannot be read. */
export interface SelectedRuns {
  /** Whether a sweep is among what was named. */
  readonly ofSweep: boolean;
  readonly runs: readonly StoredRun[];
  readonly damaged: readonly { readonly run: string; readonly reason: string }[];
}

/**
 * The runs that a user names: run directories, experiments, results folders and their names (`findRuns`), patterns such as
 * `cnn-*` or `results/cnn-adam/seed?-*`, a sweep's name, folder or file (the runs of its trials: `findSweep`) or a spec's file
 * (the runs of its name). None named: all of the results folder. Each run once.
 *
 * @throws UsageError naming everything that leads to no run
 */
export async function selectRuns(
  typed: readonly string[],
  { results, where }: Selection,
  context: Context,
): Promise<SelectedRuns> {
  const listed: Listed[] = typed.length === 0 ? listRuns(results) : [];
  const missing: string[] = [];
  let ofSweep = false;
  for (const name of typed) {
    const sweep = await findSweep(name, results, context);
    ofSweep ||= sweep !== undefined;
    const found = sweep === undefined ? await runsOf(name, results, context) : await runsOfSweep(sweep);
    if (found.length === 0) missing.push(name);
    listed.push(...found);
  }
  if (missing.length > 0) throw noSuchRuns(missing, results);
  const runs = new Map<string, StoredRun>();
  const damaged = new Map<string, string>();
  for (const entry of listed) {
    if ("stored" in entry) runs.set(entry.path, entry.stored);
    else damaged.set(entry.run, `damaged: ${entry.damage}`);
  }
  return {
    ofSweep,
    runs: runsWhere([...runs.values()], where),
    damaged: Array.from(damaged, ([run, reason]) => ({ run, reason })),
  };
}

async function runsOf(typed: string, results: string, { paths, services }: Context): Promise<Listed[]> {
  const file = paths.existing(typed);
  if (YAML.test(typed) && existsSync(file)) {
    const { name } = (await services.loadSpec(file)).spec;
    return listExperiment(join(results, name), name);
  }
  const named = findRuns(typed, paths, results);
  if (named.length > 0 || !/[*?[{]/.test(typed)) return named;
  const places = [paths.inFolder(typed), typed, join(results, typed)];
  const folders = new Set(places.flatMap((pattern) => globSync(pattern)).sort());
  return [...folders].flatMap(runsIn);
}

/** The runs that a sweep's journal names. */
async function runsOfSweep(folder: string): Promise<Listed[]> {
  const { readStoredSweep } = await import("@assay/sweeps");
  const runs = readStoredSweep(folder).tried.flatMap(({ lines }) => lines.flatMap((line) => line?.run ?? []));
  const folders = runs.map((run) => join(resultsOf(folder), run));
  const found = folders.filter((path) => existsSync(path)).map(single);
  if (found.length > 0) return found;
  throw new UsageError("runner/commands", `no trial of ${folder} has a run`, "pnpm run sweep goes on with it");
}
