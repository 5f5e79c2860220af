import { escapeUnsafe } from "./plain-text.ts";
import type { Location } from "./types.ts";

/** Longest piece of a source line that an error shows. */
const EXCERPT = 100;

/**
 * A mistake in a spec, a sweep or a flag. Its message is one line, `location: [package/part] rule; hint`;
 * `printed` adds the offending line of the file. A command that meets one writes nothing and exits with `exitCode`.
 */
export class SpecError extends Error {
  override readonly name = "SpecError";
  readonly exitCode = 2;
  readonly part: string;
  readonly rule: string;
  readonly hint: string | undefined;
  /** "file:line:column" or the flag. */
  readonly location: string;
  /** What to show to a person: the message and, under it, the line with a mark under the column. */
  readonly printed: string;
  /** The same with file, line and column apart. */
  readonly where: Location;
  /** Further mistakes of the same input, in the order in which to look at them. */
  readonly others: readonly SpecError[];

  /**
   * @param part who speaks, as `package/part`: "layers/conv2d"
   * @param rule what must hold and the actual value
   * @param where where the mistake stands
   * @param hint what to do instead: 'did you mean "lr"?'
   * @param others mistakes that do not follow from this one
   */
  constructor(part: string, rule: string, where: Location, hint?: string, others: readonly SpecError[] = []) {
    const message = escapeUnsafe(`${where.text}: [${part}] ${rule}${hint ? `; ${hint}` : ""}`);
    super(message);
    this.part = part;
    this.rule = rule;
    this.hint = hint;
    this.location = where.text;
    this.where = where;
    this.others = others;
    this.printed = [message, ...excerpt(where)].join("\n");
  }
}

/** The line and a caret under the column, cut to a window where the line is long. */
function excerpt({ line, row, column }: Location): readonly string[] {
  if (line === undefined || row === undefined || column === undefined || line.trim() === "") return [];
  const start = column > EXCERPT - 20 ? column - EXCERPT / 2 : 0;
  const shown = escapeUnsafe(line.replaceAll("\t", " ").slice(start, start + EXCERPT));
  const number = String(row);
  return [`  ${number} | ${shown}`, `  ${" ".repeat(number.length)} | ${" ".repeat(column - 1 - start)}^`];
}
