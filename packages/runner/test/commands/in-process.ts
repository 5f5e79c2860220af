import { createPaths } from "../../src/commands/paths.ts";
import { createProgram } from "../../src/commands/program.ts";
import { reportError } from "../../src/commands/report-error.ts";
import { route } from "../../src/commands/route.ts";
import { services } from "../../src/commands/services.ts";
import type { SignalSource } from "../../src/commands/stop-signal.ts";
import { fakeTerminal } from "../terminal/screen.ts";
import type { Ended } from "./processes.ts";

const SILENT: SignalSource = { on: () => undefined, off: () => undefined, exit: () => undefined };

/**
 * Runs a command line with the real trainer in the test's own process, whose folder it changes to: many short commands
 * would take seconds to start.
 */
export async function inProcess(folder: string, args: readonly string[], signals = SILENT): Promise<Ended> {
  const { terminal, out, err } = fakeTerminal();
  const home = process.cwd();
  process.chdir(folder);
  let status = 0;
  try {
    const clock = { now: () => new Date(), seconds: () => performance.now() / 1000 };
    const context = { terminal, paths: createPaths(folder, {}), services, clock, process: signals };
    const program = createProgram(context, "0", (code) => {
      status = code;
    });
    await program.parseAsync(route(args, program), { from: "user" });
  } catch (error) {
    status = reportError(error, terminal.err, {});
  } finally {
    process.chdir(home);
  }
  await new Promise((resolve) => setImmediate(resolve)); // until the streams have passed on what was written
  return { status, stdout: out(), stderr: err() };
}
