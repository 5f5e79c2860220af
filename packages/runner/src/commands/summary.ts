import { summaryTable } from "../terminal/index.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { prepareSpec, type SpecOptions } from "./validate.ts";

/** Shows a spec's layers with output shapes, parameters and FLOPs, and the memory that training needs. */
export async function summary(typed: string, options: SpecOptions, context: Context): Promise<ExitCode> {
  const { loaded, prepared } = await prepareSpec(typed, options, context);
  const { out } = context.terminal;
  if (options.json) {
    const { name, seed } = loaded.spec;
    out.write(`${JSON.stringify({ name, seed, layers: prepared.summary, arena_bytes: prepared.arenaBytes })}\n`);
  } else out.write(summaryTable(prepared.summary, prepared.arenaBytes, out));
  return EXIT.done;
}
