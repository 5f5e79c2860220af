import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { nearestWord } from "@assay/experiment/suggest";
import {
  type Listed,
  listExperiment,
  listRuns,
  ResultError,
  readRun,
  type StoredRun,
  standingFolder,
  UsageError,
} from "@assay/runs/store";
import type { Paths } from "./paths.ts";
import { specNamed } from "./right-file.ts";
import { shellWord } from "./shell-word.ts";

/**
 * The runs that a user means: a run directory, an experiment's folder or a results folder (all their runs), or a name
 * such as `cnn-adam/seed1-1a2b3c4d`, `cnn-adam/seed1` or `cnn-adam` under the results folder. None where there is none.
 */
export function findRuns(typed: string, paths: Paths, results: string): Listed[] {
  for (const folder of [paths.existing(typed), join(results, typed)]) {
    const runs = runsIn(folder);
    if (runs.length > 0) return runs;
  }
  return typed.includes("/") ? listRuns(results).filter(({ run }) => run.startsWith(`${typed}-`)) : [];
}

/** What is said of names that lead to no run: what to train first, or what was probably meant. */
export function noSuchRuns(typed: readonly string[], results: string): UsageError {
  const names = typed.map((name) => `"${name}"`).join(" and ");
  const rule = `there ${typed.length > 1 ? "are no runs" : "is no run"} ${names}`;
  const specs = typed.map((name) => (name.includes("/") ? undefined : specNamed(name)));
  if (specs.every((file) => file !== undefined)) {
    const commands = [...new Set(specs)].map((file) => `pnpm run exp ${shellWord(file)}`).join(" && ");
    return new UsageError("runner/commands", rule, `train ${typed.length > 1 ? "them" : "it"} first: ${commands}`);
  }
  const all = listRuns(results);
  const known = [...new Set(all.flatMap(({ run }) => [run, run.slice(0, run.indexOf("/"))]))];
  const near = typed.length === 1 ? nearestWord(typed[0] ?? "", known) : undefined;
  return new UsageError(
    "runner/commands",
    rule,
    near ? `did you mean "${near}"?` : "see what is there with: pnpm run list",
  );
}

/** Names in an error message: enough to see what they look like. */
const SHOWN = 5;

/** @throws UsageError when what is meant is not one run. */
function findOneRun(typed: string, paths: Paths, results: string): Listed {
  const runs = findRuns(typed, paths, results);
  if (runs.length === 0) throw noSuchRuns([typed], results);
  const [only] = runs;
  if (only !== undefined && runs.length === 1) return only;
  const names = runs.slice(0, SHOWN).map(({ run }) => run);
  const hint = `name one of ${[...names, ...(runs.length > SHOWN ? ["..."] : [])].join(", ")}`;
  throw new UsageError("runner/commands", `"${typed}" holds ${runs.length} runs`, hint);
}

/** @throws UsageError when what is meant is not one run; ResultError when it is damaged. */
export function findOneStored(typed: string, paths: Paths, results: string): StoredRun {
  const entry = findOneRun(typed, paths, results);
  if ("stored" in entry) return entry.stored;
  throw new ResultError(`[runs/store] ${entry.path} is damaged: ${entry.damage}`);
}

/** The runs in a folder: itself, those of an experiment, or those of all experiments. */
export function runsIn(folder: string): Listed[] {
  const standing = standingFolder(folder);
  if (!existsSync(standing) || !statSync(standing).isDirectory()) return [];
  if (existsSync(join(standing, "run.json"))) return [single(folder)];
  const runs = listExperiment(folder, basename(resolve(folder)));
  const isExperiment = runs.some(({ path }) => path === folder || existsSync(join(path, "run.json")));
  return isExperiment ? runs : listRuns(folder);
}

/** The run in a folder, or what is wrong with it. */
export function single(folder: string): Listed {
  const absolute = resolve(folder);
  const run = `${basename(join(absolute, ".."))}/${basename(absolute)}`;
  try {
    const stored = readRun(folder);
    return { run, path: stored.record.path, stored };
  } catch (error) {
    return { run, path: folder, damage: error instanceof Error ? error.message : String(error) };
  }
}
