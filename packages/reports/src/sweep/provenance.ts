import { provenanceOf } from "../comparison/provenance.ts";
import type { Section, SweepReportInput } from "../contract.ts";

/** What identifies the runs of the settings at the top. */
export const provenance: Section<SweepReportInput> = {
  name: "provenance",
  title: "Provenance",
  build: ({ runs }) => provenanceOf(runs),
};
