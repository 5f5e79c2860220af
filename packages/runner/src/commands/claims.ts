import { basename, dirname, join } from "node:path";
import { acquireLock, HeldError } from "@assay/runs/store";

interface ClaimOptions {
  /** Given a line for the user. */
  readonly say: (line: string) => void;
  /** A clock's seconds. */
  readonly seconds: () => number;
}

/** Seconds after which it is said that a trial is held by a process of which nobody here can tell whether it lives. */
const PATIENCE = 10;

/**
 * Takes trials of the sweep in a folder for this process; undefined where another one has it. The claim of a process that has ended
 * on another machine, or in another container, is never given up by itself: once for each such process it is said which files to delete.
 */
export function createClaims(
  folder: string,
  { say, seconds }: ClaimOptions,
): (number: number) => (() => void) | undefined {
  const since = new Map<string, number>();
  return (number) => {
    let holder: HeldError["holder"];
    try {
      return acquireLock(folder, `trial${number}`);
    } catch (error) {
      if (!(error instanceof HeldError)) throw error;
      holder = error.holder;
    }
    const { pid, where, file } = holder;
    if (where === "here") return undefined;
    const all = join(dirname(file), basename(file).replace(/^\.trial\d+/, ".trial*"));
    const first = since.get(all) ?? seconds();
    since.set(all, first);
    if (seconds() - first < PATIENCE) return undefined;
    since.set(all, Number.POSITIVE_INFINITY);
    const who = `${pid === undefined ? "another process" : `process ${pid}`}${where === "unknown" ? "" : ` of ${where}`}`;
    say(`Trial ${number + 1} is waited for: ${who} has it. If that has ended, delete ${all}`);
    return undefined;
  };
}
