import { width } from "./columns.ts";
import type { Screen } from "./terminal.ts";

/** Breaks a text at blanks so that no line is wider than the screen; lines after the first are indented. */
export function wrap(
  text: string,
  { columns, interactive }: Pick<Screen, "columns" | "interactive">,
  indent = 0,
): string {
  if (!interactive || width(text) <= columns) return text;
  const margin = /^ */.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = margin;
  for (const word of text.trim().split(/ +/)) {
    const next = line.trim() === "" ? `${line}${word}` : `${line} ${word}`;
    if (width(next) > columns && line.trim() !== "") {
      lines.push(line);
      line = `${" ".repeat(indent)}${word}`;
    } else line = next;
  }
  return [...lines, line].join("\n");
}
