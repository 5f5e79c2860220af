import { ResultError } from "@assay/runs/errors";
import manifest from "../../package.json" with { type: "json" };
import { createTerminal } from "../terminal/terminal.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { unwrittenResult, waitForNobody, watchOutput } from "./output-errors.ts";
import { createPaths } from "./paths.ts";
import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";
import { route } from "./route.ts";
import { services as shipped } from "./services.ts";

/**
 * Runs one command line to its end.
 *
 * @param args without node and the script
 * @param services what loads specs and trains; everything that Assay ships by default
 * @returns the exit code
 */
export async function main(args: readonly string[], services = shipped): Promise<ExitCode> {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) watchOutput(stream);
  const terminal = createTerminal({ stdout, stderr, env, color: !args.includes("--no-color") });
  const clock = { now: () => new Date(), seconds: () => performance.now() / 1000 };
  const context: Context = { terminal, paths: createPaths(process.cwd(), env), services, clock, process };
  let code: ExitCode = EXIT.done;
  try {
    const program = createProgram(context, manifest.version, (ended) => {
      code = ended;
    });
    await program.parseAsync(route(args, program), { from: "user" });
  } catch (error) {
    code = reportError(error, terminal.err, env);
  }
  if (code === EXIT.SIGINT || code === EXIT.SIGTERM) waitForNobody(() => process.exit(code));
  const unwritten = await unwrittenResult(terminal.out);
  if (unwritten === undefined) return code;
  const failed = reportError(new ResultError(unwritten.line), terminal.err, env);
  return code === EXIT.done && unwritten.isFailure ? failed : code;
}
