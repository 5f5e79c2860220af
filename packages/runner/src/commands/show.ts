import { ResultError } from "@assay/runs/errors";
import { runDetails } from "../terminal/run-details.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { findOneRun } from "./find-runs.ts";

export interface ShowOptions {
  readonly json: boolean;
  readonly out?: string;
}

/** Shows everything about one run; with `--json` its run.json. */
export async function show(typed: string, options: ShowOptions, { terminal, paths }: Context): Promise<ExitCode> {
  const entry = findOneRun(typed, paths, paths.output(options.out));
  if ("damage" in entry) throw new ResultError(`[runs/store] ${entry.path} is damaged: ${entry.damage}`);
  const { out, err } = terminal;
  if (options.json) out.write(`${JSON.stringify(entry.stored.record)}\n`);
  else out.write(runDetails(entry.stored, out));
  for (const note of entry.stored.notes) err.write(`Warning: ${note}\n`);
  return EXIT.done;
}
