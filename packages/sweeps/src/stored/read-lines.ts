import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ResultError } from "@assay/runs/errors";
import { withoutUnsafe } from "@assay/runs/plain-text";
import { isJournalLine } from "../check-line.ts";
import { JOURNAL_FILE } from "../journal.ts";
import type { JournalLine } from "../journal-line.ts";

/**
 * The trials of a sweep that are over: the last line of each run, in the order of the file. None where nothing is over. Whoever has
 * written it, no text in it reorders or hides what stands beside it.
 * @throws ResultError when the journal cannot be read
 */
export function readLines(folder: string): readonly JournalLine[] {
  const file = join(folder, JOURNAL_FILE);
  const lines = new Map<string, JournalLine>();
  for (const text of textOf(file).split("\n")) {
    const line = cleaned(parsed(text));
    if (isJournalLine(line)) lines.set(line.run, line);
  }
  return [...lines.values()];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new ResultError(`[sweeps/journal] cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** Undefined for a line that was torn when a process was killed. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
