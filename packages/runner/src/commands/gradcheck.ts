import { gradcheckTable } from "../terminal/gradcheck-table.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { stopAfter } from "./stop-after.ts";
import { prepareSpec, type SpecOptions } from "./validate.ts";

export interface GradcheckCommandOptions extends SpecOptions {
  readonly threads: number;
  readonly numerics: "fused" | "strict";
  readonly steps: number;
  readonly quiet: boolean;
}

/** Compares numeric with analytic gradients, parameter by parameter; exit 1 when one is off. Writes nothing. */
export async function gradcheck(typed: string, options: GradcheckCommandOptions, context: Context): Promise<ExitCode> {
  const { terminal, services } = context;
  const stop = stopAfter("evaluation", options, context);
  try {
    const { prepared } = await prepareSpec(typed, options, context);
    const trainer = await services.trainer();
    if (!options.quiet) terminal.err.write("Comparing gradients with differences of the loss …\n");
    const { threads, numerics, steps } = options;
    const checked = await trainer.gradcheck(prepared, {
      ...{ threads, numerics: trainer.chooseNumerics(numerics), steps },
      signal: stop.signal,
    });
    if (checked === undefined) return stop.exitCode() ?? EXIT.SIGINT;
    terminal.out.write(options.json ? `${JSON.stringify(checked)}\n` : gradcheckTable(checked, terminal.out));
    return checked.ok ? EXIT.done : EXIT.failed;
  } finally {
    stop.dispose();
  }
}
