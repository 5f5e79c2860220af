import { curves } from "./comparison/curves.ts";
import { dotPlot } from "./comparison/dot-plot.ts";
import { headline } from "./comparison/headline.ts";
import { notes } from "./comparison/notes.ts";
import { provenance } from "./comparison/provenance.ts";
import { table } from "./comparison/table.ts";
import type { ComparisonReportInput, Section } from "./contract.ts";

/** The sections of a comparison's page, in its order. */
export const COMPARISON_SECTIONS: readonly Section<ComparisonReportInput>[] = [
  headline,
  table,
  dotPlot,
  curves,
  notes,
  provenance,
];
