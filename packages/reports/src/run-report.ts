import { assemble } from "./assemble.ts";
import type { Report, RunReportInput } from "./contract.ts";
import { RUN_SECTIONS } from "./run-sections.ts";

/**
 * The report of one run, as a page that needs nothing else and as Markdown. The same run gives the same bytes. A run that was
 * interrupted, failed or diverged has a report too, which says so first.
 */
export const runReport = (input: RunReportInput): Report => assemble(input.run.record.run, RUN_SECTIONS, input);
