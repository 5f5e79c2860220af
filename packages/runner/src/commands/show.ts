import { runDetails } from "../terminal/run-details.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { findOneStored } from "./find-runs.ts";

export interface ShowOptions {
  readonly json: boolean;
  readonly out?: string;
}

/** Shows everything about one run; with `--json` its run.json. */
export async function show(typed: string, options: ShowOptions, { terminal, paths }: Context): Promise<ExitCode> {
  const stored = findOneStored(typed, paths, paths.output(options.out));
  const { out, err } = terminal;
  if (options.json) out.write(`${JSON.stringify(stored.record)}\n`);
  else out.write(runDetails(stored, out));
  for (const note of stored.notes) err.write(`Warning: ${note}\n`);
  return EXIT.done;
}
