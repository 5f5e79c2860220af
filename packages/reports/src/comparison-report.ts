import { assemble } from "./assemble.ts";
import { COMPARISON_SECTIONS } from "./comparison-sections.ts";
import type { ComparisonReportInput, Report } from "./contract.ts";

/** The report of a comparison, as a page that needs nothing else and as Markdown. */
export const comparisonReport = (input: ComparisonReportInput): Report =>
  assemble(input.title ?? "Comparison", COMPARISON_SECTIONS, input);
