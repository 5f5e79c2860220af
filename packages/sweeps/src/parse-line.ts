import { withoutUnsafe } from "@assay/runs/plain-text";
import { isJournalLine } from "./check-line.ts";
import type { JournalLine } from "./journal-line.ts";

/**
 * A line of a journal; undefined for one that was torn when a process was killed, or that is none. Whoever has written it, no
 * text in it reorders or hides what stands beside it.
 */
export function parseLine(text: string): JournalLine | undefined {
  let value: unknown;
  try {
    value = cleaned(JSON.parse(text));
  } catch {
    return undefined;
  }
  return isJournalLine(value) ? value : undefined;
}

/** Levels of lists and maps in a line, more than any spec has. */
const DEEPEST = 100;

/** A value whose texts, and the names in it, are safe to show. What lies deeper than any spec is left out. */
function cleaned(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return withoutUnsafe(value, "\ufffd", "\n\t");
  if (typeof value !== "object" || value === null) return value;
  if (depth === DEEPEST) return null;
  if (Array.isArray(value)) return value.map((item) => cleaned(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [cleaned(key), cleaned(item, depth + 1)]));
}
