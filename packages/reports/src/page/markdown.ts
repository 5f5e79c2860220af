import { plain } from "./html.ts";

/** Text as Markdown shows it: no markup, no HTML, no end of a table cell. A text of several lines becomes one. */
export const markdownText = (text: string): string =>
  plain(text.replace(/\s*\n\s*/g, " ")).replace(/[\\`*_[\]<>#|~&$]/g, "\\$&");

/** A table; numbers are to the right. Cells are Markdown already. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, i) => (left.includes(i) ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
