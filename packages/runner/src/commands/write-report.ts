import { join } from "node:path";
import type { Report } from "@assay/reports";
import { atomicWrite, ResultError } from "@assay/runs/store";
import { safeText } from "../terminal/safe-text.ts";
import type { Context } from "./context.ts";

/** The page in a folder; its Markdown lies beside it. */
export const REPORT_FILE = "report.html";

/** The files of a report in a folder, the page first. */
export const reportFiles = (folder: string, { html, markdown }: Report) =>
  [
    [join(folder, REPORT_FILE), html],
    [join(folder, "report.md"), markdown],
  ] as const;

/** Writes report.html and report.md into a run's folder. @returns the page's path */
async function writeRunReport(folder: string, { services }: Context): Promise<string> {
  const { readRunReport, runReport } = await services.reports();
  const [page, text] = reportFiles(folder, runReport(readRunReport(folder)));
  for (const [file, content] of [text, page]) atomicWrite(file, content); // who sees the page finds both
  return page[0];
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
