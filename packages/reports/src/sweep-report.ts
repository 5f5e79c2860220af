import { assemble } from "./assemble.ts";
import type { Report, SweepReportInput } from "./contract.ts";
import { SWEEP_SECTIONS } from "./sweep-sections.ts";

/** The report of a sweep, as a page that needs nothing else and as Markdown. */
export const sweepReport = (input: SweepReportInput): Report => assemble(input.sweep.name, SWEEP_SECTIONS, input);
