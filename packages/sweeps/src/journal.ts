import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ResultError } from "@assay/runs/errors";
import { LONGEST_TEXT as LONGEST_REASON } from "./check-line.ts";
import type { JournalLine } from "./journal-line.ts";
import { parseLine } from "./parse-line.ts";
import type { Trial } from "./trial.ts";

/** In a sweep's folder. */
export const JOURNAL_FILE = "trials.jsonl";

/** What is known of a sweep's trials. Several processes may write it at the same time: a line is written at once or not at all. */
export interface Journal {
  /** The last line of a trial; undefined while it is not over, or where the line tells of other bits. */
  get(trial: Pick<Trial, "run" | "identity">): JournalLine | undefined;
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
    get({ run, identity }) {
      const line = lines.get(run);
      return line?.identity === identity ? line : undefined;
    },
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
        const text = `${endsWithLine(descriptor) ? "" : "\n"}${JSON.stringify(readable(line))}\n`;
        const bytes = Buffer.from(text);
        const written = writeSync(descriptor, bytes);
        if (written < bytes.length) throw new Error("no space left for the whole line");
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

/** A line that is read again as it is: a reason may come from elsewhere, and be endless. */
const readable = (line: JournalLine): JournalLine =>
  line.reason === undefined ? line : { ...line, reason: line.reason.slice(0, LONGEST_REASON) };

function endsWithLine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = new Uint8Array(1);
  return size === 0 || (readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] === 10);
}

const failed = (what: string, file: string, error: unknown) =>
  new ResultError(`[sweeps/journal] cannot ${what} ${file}: ${(error as Error).message}`, { cause: error });
