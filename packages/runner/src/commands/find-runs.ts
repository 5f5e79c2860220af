import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { nearestWord } from "@assay/experiment/suggest";
import { type Listed, listExperiment, listRuns, readRun, UsageError } from "@assay/runs/store";
import type { Paths } from "./paths.ts";

/**
 * The runs that a user means: a run directory, an experiment's folder or a results folder (all their runs), or a name
 * such as `cnn-adam/seed1-1a2b3c4d`, `cnn-adam/seed1` or `cnn-adam` under the results folder.
 *
 * @throws UsageError when there is no run there.
 */
export function findRuns(typed: string, paths: Paths, results: string): Listed[] {
  for (const folder of [paths.existing(typed), join(results, typed)]) {
    const runs = runsIn(folder);
    if (runs.length > 0) return runs;
  }
  const all = listRuns(results);
  const begun = all.filter(({ run }) => run.startsWith(`${typed}-`) && typed.includes("/"));
  if (begun.length > 0) return begun;
  const known = all.flatMap(({ run }) => [run, run.slice(0, run.indexOf("/"))]);
  const near = nearestWord(typed, [...new Set(known)]);
  const hint = near ? `did you mean "${near}"?` : "see what is there with: pnpm run list";
  throw new UsageError("runner/commands", `there is no run "${typed}"`, hint);
}

/** Names in an error message: enough to see what they look like. */
const SHOWN = 5;

/** @throws UsageError when what is meant is not one run. */
export function findOneRun(typed: string, paths: Paths, results: string): Listed {
  const runs = findRuns(typed, paths, results);
  const [only] = runs;
  if (only !== undefined && runs.length === 1) return only;
  const names = runs.slice(0, SHOWN).map(({ run }) => run);
  const hint = `name one of ${[...names, ...(runs.length > SHOWN ? ["..."] : [])].join(", ")}`;
  throw new UsageError("runner/commands", `"${typed}" holds ${runs.length} runs`, hint);
}

function runsIn(folder: string): Listed[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  if (existsSync(join(folder, "run.json"))) return [single(folder)];
  const runs = listExperiment(folder, basename(resolve(folder)));
  return runs.some(({ path }) => existsSync(join(path, "run.json"))) ? runs : listRuns(folder);
}

function single(folder: string): Listed {
  const absolute = resolve(folder);
  const run = `${basename(join(absolute, ".."))}/${basename(absolute)}`;
  try {
    return { run, path: folder, stored: readRun(folder) };
  } catch (error) {
    return { run, path: folder, damage: error instanceof Error ? error.message : String(error) };
  }
}
