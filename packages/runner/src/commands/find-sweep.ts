import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "@assay/runs/errors";
import { checkName, SWEEPS } from "@assay/runs/store";
import { SWEEP_FILE } from "@assay/sweeps/files";
import type { Context } from "./context.ts";
import { kindOf, sweepNameOf } from "./right-file.ts";
import { shellWord } from "./shell-word.ts";

/** The name of a spec or of a sweep. */
export const YAML = /\.ya?ml$/i;

/**
 * The folder of the sweep that a user means: by its YAML, by its folder, or by its name under the results folder, where an
 * experiment may have the same one. Undefined for what is no sweep.
 * @throws UsageError for the YAML of a sweep that was not begun
 */
export async function findSweep(
  typed: string,
  results: string,
  { paths }: Pick<Context, "paths">,
): Promise<string | undefined> {
  const file = paths.existing(typed);
  if (YAML.test(typed) && existsSync(file)) {
    if ((await kindOf(file)) !== "sweep") return undefined;
    const folder = sweepFolder(results, { name: await sweepNameOf(file) });
    if (isSweepFolder(folder)) return folder;
    const rule = `no trial of ${file} is there`;
    throw new UsageError("runner/commands", rule, `try its settings first: pnpm run sweep ${shellWord(file)}`);
  }
  return [file, join(results, typed), join(results, SWEEPS, typed)].find(isSweepFolder);
}

/** Where a sweep keeps what it knows. */
export const sweepFolder = (results: string, { name }: { readonly name: string }): string =>
  join(results, SWEEPS, checkName(name));

/** The results folder that a sweep's folder lies in, beside its runs. */
export const resultsOf = (folder: string): string => join(folder, "..", "..");

const isSweepFolder = (folder: string): boolean =>
  basename(dirname(resolve(folder))) === SWEEPS && existsSync(join(folder, SWEEP_FILE));
