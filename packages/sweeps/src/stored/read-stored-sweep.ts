import { basename, join, resolve } from "node:path";
import { parseOverride, plainOf, readSource } from "@assay/experiment";
import { treeOfFile } from "../file/read-file.ts";
import { readParameters, withoutSeed } from "../file/read-parameters.ts";
import type { SweepMetric } from "../file/sweep.ts";
import { type SweepFile, seedsOf } from "../file/sweep-file.ts";
import { validateFile } from "../file/validate-file.ts";
import { writtenAt } from "../file/written-at.ts";
import { openJournal } from "../journal.ts";
import type { Tried } from "../rank-settings.ts";
import type { Parameter, Space } from "../space.ts";
import { EXPERIMENT_FILE, SWEEP_FILE } from "./files.ts";
import { triedOf } from "./tried-of.ts";

/** A parameter, and how its file says it. */
export interface StoredParameter extends Parameter {
  /** "log_uniform", "choice" … */
  readonly kind: string;
  /** Its options: min, max, values … */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A sweep as its folder tells it: what was searched, and what became of each trial. */
export interface StoredSweep {
  readonly name: string;
  readonly folder: string;
  readonly metric: SweepMetric;
  readonly method: string;
  /** Of the search. */
  readonly seed: number;
  readonly cap: number | undefined;
  readonly lag: number;
  /** As the file says it. */
  readonly early: SweepFile["early_terminate"];
  readonly exclude: NonNullable<SweepFile["exclude"]>;
  readonly parameters: readonly StoredParameter[];
  /** What settings are repeated over; undefined where there is the experiment's seed alone. */
  readonly seeds: readonly number[] | undefined;
  /** Flags that change the experiment. */
  readonly set: readonly string[];
  /** What the experiment itself says at a path. */
  readonly base: Space["base"];
  /** Settings in the order in which they were found. */
  readonly tried: readonly Tried[];
  /** Trials of the whole sweep; undefined where nothing says how many there will be. */
  readonly total: number | undefined;
}

/**
 * Reads a sweep from its folder alone: neither its experiment's data nor a trainer is asked for.
 * @throws SpecError where a file of it is no sweep; ResultError where the journal cannot be read
 */
export function readStoredSweep(folder: string): StoredSweep {
  const tree = treeOfFile(join(folder, SWEEP_FILE));
  const file = validateFile(tree);
  const source = readSource(join(folder, EXPERIMENT_FILE));
  const experiment = { tree: treeOfFile(join(folder, EXPERIMENT_FILE), source) };
  const set = Array.from(source.matchAll(/^# --set (.*)\n/gm), ([, flag = ""]) => flag);
  const overrides = set.map((flag) => parseOverride(flag));
  const written = (plainOf(tree) as { parameters?: Readonly<Record<string, object>> }).parameters ?? {};
  const parameters = readParameters(withoutSeed(tree)).parameters.map((parameter): StoredParameter => {
    const { distribution = "choice", when: _, ...options } = (written[parameter.name] ?? {}) as Written;
    return { ...parameter, kind: distribution, options };
  });
  const base = (path: string) => writtenAt(experiment, overrides, path);
  const space = { parameters, base, exclude: file.exclude ?? [] };
  const { method, metric, seed, lag, run_cap: cap, early_terminate: early } = file;
  const seeds = seedsOf(file);
  const journal = openJournal(folder);
  journal.refresh();
  const tried = triedOf(journal.lines(), { method, space, cap, seeds });
  const settings = method === "grid" ? tried.length : cap;
  return {
    ...{ name: file.name ?? basename(resolve(folder)), folder, metric, method, seed, cap, lag, early },
    ...{ exclude: space.exclude, parameters, seeds, set, base, tried },
    total: settings === undefined ? undefined : settings * (seeds?.length ?? 1),
  };
}

interface Written {
  readonly distribution?: string;
  readonly when?: unknown;
  readonly [option: string]: unknown;
}
