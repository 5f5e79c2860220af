import type { Chart, RunReportInput } from "../src/contract.ts";
import { RUN_SECTIONS } from "../src/run-sections.ts";

/** What a section shows of an input. */
export function show(name: string, input: RunReportInput) {
  const content = RUN_SECTIONS.find((section) => section.name === name)?.build(input);
  if (!content) return undefined;
  const charts = content.parts.flatMap((part) => ("html" in part ? [] : [...part]));
  const html = content.parts.map((part) => ("html" in part ? part.html : "")).join("");
  return {
    charts,
    html,
    text: html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " "),
    markdown: content.markdown.join("\n"),
  };
}

/** The series of a chart. */
export const series = (chart: Chart | undefined) =>
  [chart?.option.series ?? []].flat() as { name: string; data: unknown[] }[];
