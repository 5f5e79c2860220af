import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "@assay/runs/errors";
import { type Listed, listExperiment, listRuns, type StoredRun } from "@assay/runs/store";
import type { Context } from "./context.ts";
import { findRuns, noSuchRuns, runsIn } from "./find-runs.ts";
import { type FileKind, kindOf } from "./right-file.ts";
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
  let ofSweep = false;
  for (const name of typed) {
    const kind = await fileKind(name, context);
    ofSweep ||= kind === "sweep";
    const found = await runsOf(name, kind, results, context);
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

/** The name of a spec or of a sweep. */
export const YAML = /\.ya?ml$/i;

/** What a name that leads to a YAML file stands for; undefined where it leads to none. */
async function fileKind(typed: string, { paths }: Context): Promise<FileKind | undefined> {
  const file = paths.existing(typed);
  return YAML.test(typed) && existsSync(file) ? ((await kindOf(file)) ?? "spec") : undefined;
}

async function runsOf(typed: string, kind: FileKind | undefined, results: string, context: Context): Promise<Listed[]> {
  const { paths } = context;
  if (kind) return ofFile(paths.existing(typed), kind, results, context);
  const named = findRuns(typed, paths, results);
  if (named.length > 0 || !/[*?[{]/.test(typed)) return named;
  const places = [paths.inFolder(typed), typed, join(results, typed)];
  const folders = new Set(places.flatMap((pattern) => globSync(pattern)).sort());
  return [...folders].flatMap(runsIn);
}

/** The runs of a file: of a sweep its trials', of a spec all of its name. */
async function ofFile(file: string, kind: FileKind, results: string, { services }: Context): Promise<Listed[]> {
  if (kind === "spec") {
    const { name } = (await services.loadSpec(file)).spec;
    return listExperiment(join(results, name), name);
  }
  const { trials = [] } = await services.loadSweep(file);
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
