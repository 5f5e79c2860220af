import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "@assay/runs/errors";
import { type Listed, listExperiment, listRuns, type StoredRun } from "@assay/runs/store";
import type { Context } from "./context.ts";
import { findRuns, noSuchRuns, runsIn } from "./find-runs.ts";
import { kindOf } from "./right-file.ts";
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
  readonly runs: readonly StoredRun[];
  readonly damaged: readonly { readonly run: string; readonly reason: string }[];
}

/**
 * The runs that a user names: run directories, experiments, results folders and their names (`findRuns`), patterns such as
 * `cnn-*` or `results/cnn-adam/seed?-*`, a sweep's file (the runs of its trials) or a spec's (the runs of its name). None
 * named: all of the results folder. Each run once.
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
  for (const name of typed) {
    const found = await runsOf(name, results, context);
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
    runs: runsWhere([...runs.values()], where),
    damaged: Array.from(damaged, ([run, reason]) => ({ run, reason })),
  };
}

async function runsOf(typed: string, results: string, context: Context): Promise<Listed[]> {
  const { paths } = context;
  if (/\.ya?ml$/i.test(typed) && existsSync(paths.existing(typed))) return ofFile(typed, results, context);
  const named = findRuns(typed, paths, results);
  if (named.length > 0 || !/[*?[{]/.test(typed)) return named;
  const places = [paths.inFolder(typed), typed, join(results, typed)];
  const folders = new Set(places.flatMap((pattern) => globSync(pattern)).sort());
  return [...folders].flatMap(runsIn);
}

/** The runs that stem from a file: of a sweep its trials', of a spec all of its name. */
async function ofFile(typed: string, results: string, { paths, services }: Context): Promise<Listed[]> {
  const file = paths.existing(typed);
  if ((await kindOf(file)) !== "sweep") {
    const { name } = (await services.loadSpec(file)).spec;
    return listExperiment(join(results, name), name);
  }
  const { trials } = await services.loadSweep(file);
  const hashes = new Set(trials.map(({ loaded }) => loaded.hash));
  const names = [...new Set(trials.map(({ loaded }) => loaded.spec.name))];
  const runs = names.flatMap((name) => listExperiment(join(results, name), name));
  const found = runs.filter((entry) => "stored" in entry && hashes.has(entry.stored.record.hashes.spec));
  if (found.length > 0) return found;
  throw new UsageError(
    "runner/commands",
    `none of the ${trials.length} trials of ${file} has a run`,
    `pnpm run sweep ${file}`,
  );
}
