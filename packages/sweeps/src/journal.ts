import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ResultError } from "@assay/runs/errors";
import type { JournalLine } from "./journal-line.ts";
import { parseLine } from "./parse-line.ts";

/** In a sweep's folder. */
export const JOURNAL_FILE = "trials.jsonl";

/** What is known of a sweep's trials. Several processes may write it at the same time: a line is written at once or not at all. */
export interface Journal {
  /** The last line of a run; undefined while it is not over. */
  get(run: string): JournalLine | undefined;
  /** The last line of each run, in the order of the file. */
  lines(): readonly JournalLine[];
  /** Reads what was added since. */
  refresh(): void;
  /** @throws ResultError naming the file */
  add(line: JournalLine): void;
}

export function openJournal(folder: string): Journal {
  const file = join(folder, JOURNAL_FILE);
  const lines = new Map<string, JournalLine>();
  /** How far the file was read: to the end of a line. */
  let read = 0;
  const take = (text: string): void => {
    for (const each of text.split("\n")) {
      const line = parseLine(each);
      if (line) lines.set(line.run, line);
    }
  };
  return {
    get: (run) => lines.get(run),
    lines: () => [...lines.values()],
    refresh() {
      let descriptor: number | undefined;
      try {
        descriptor = openSync(file, "r");
        const { size } = fstatSync(descriptor);
        if (size === read) return;
        if (size < read) {
          lines.clear(); // somebody has replaced it
          read = 0;
        }
        const bytes = Buffer.alloc(size - read);
        const found = bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, read));
        const end = found.lastIndexOf(10) + 1; // what follows is still being written
        take(found.toString("utf8", 0, end));
        read += end;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw failed("read", file, error);
      } finally {
        if (descriptor !== undefined) closeSync(descriptor);
      }
    },
    add(line) {
      let descriptor: number | undefined;
      try {
        descriptor = openSync(file, "a+");
        // Behind a line that was torn there is a new one.
        const text = `${endsWithLine(descriptor) ? "" : "\n"}${JSON.stringify(line)}\n`;
        writeSync(descriptor, text);
        fsyncSync(descriptor);
        lines.set(line.run, line);
      } catch (error) {
        throw failed("write", file, error);
      } finally {
        if (descriptor !== undefined) closeSync(descriptor);
      }
    },
  };
}

function endsWithLine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = new Uint8Array(1);
  return size === 0 || (readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] === 10);
}

const failed = (what: string, file: string, error: unknown) =>
  new ResultError(`[sweeps/journal] cannot ${what} ${file}: ${(error as Error).message}`, { cause: error });
