import type { ComparisonReportInput, Section } from "../contract.ts";
import { html } from "../page/html.ts";
import { markdownText } from "../page/markdown.ts";
import { unbroken } from "../page/unbroken.ts";

/** What a reader must know beside the table: warnings, and the runs that take no part. */
export const notes: Section<ComparisonReportInput> = {
  name: "notes",
  title: "Notes",
  build({ comparison: { warnings, left_out } }) {
    const lines = [...warnings, ...left_out.map(({ run, reason }) => `Left out: ${run} (${reason}).`)];
    if (lines.length === 0) return undefined;
    return {
      parts: [html`<ul>${lines.map((line) => html`<li>${unbroken(line)}</li>\n`)}</ul>`],
      markdown: lines.map((line) => `- ${markdownText(line)}`),
    };
  },
};
