import { join } from "node:path";
import { atomicWrite, ResultError } from "@assay/runs/store";
import { safeText } from "../terminal/safe-text.ts";
import type { Context } from "./context.ts";

/** The page in a run's folder; its Markdown lies beside it. */
export const REPORT_FILE = "report.html";

/** Writes report.html and report.md into a run's folder. @returns the page's path */
export async function writeRunReport(folder: string, { services }: Context): Promise<string> {
  const { readRunReport, runReport } = await services.reports();
  const { html, markdown } = runReport(readRunReport(folder));
  const file = join(folder, REPORT_FILE);
  atomicWrite(join(folder, "report.md"), markdown);
  atomicWrite(file, html);
  return file;
}

/** The same at the end of a training, whose result stands whatever becomes of its page: a failure is a line on stderr. */
export async function tryToReport(folder: string, context: Context): Promise<string | undefined> {
  try {
    return await writeRunReport(folder, context);
  } catch (error) {
    const reason = error instanceof ResultError ? error.message : `[reports] ${String(error)}`;
    context.terminal.err.write(`Warning: the run is kept; its report could not be written: ${safeText(reason)}\n`);
    return undefined;
  }
}
