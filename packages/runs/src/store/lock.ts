import { closeSync, openSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { HeldError, type Holder, ResultError, reasonOf } from "./errors.ts";
import { type LockOwner, lockName, lockPrefix, parseLockName } from "./lock-name.ts";
import { processPlace, startOf, UNKNOWN } from "./process-identity.ts";

const ATTEMPTS = 5;
const PAUSE = 20; // ms

/**
 * Locks a run, for as long as this process lives.
 *
 * A lock is an empty file whose name holds the process id, its start, the machine's boot, the host and the namespace that
 * numbers the process. Every process has a file name of its own, so a dead one's lock can be removed by anybody without a
 * race, and nobody ever touches one that may be alive: a process claims, looks for other live claims and withdraws if there
 * are any. Of several that meet at the same moment, the first by name tries again, the others are refused.
 *
 * @returns the function that releases the lock
 * @throws HeldError when another process that may be alive, or this one, holds it
 */
export function acquireLock(folder: string, run: string): () => void {
  const place = processPlace();
  const file = join(folder, lockName(run, { pid: process.pid, start: startOf(process.pid) ?? UNKNOWN, ...place }));
  for (let attempt = 1; ; attempt++) {
    claim(file, run);
    const others = liveLocks(folder, run).filter((holder) => holder.file !== file);
    const first = others[0];
    if (first === undefined) return () => rmSync(file, { force: true });
    rmSync(file, { force: true });
    if (attempt === ATTEMPTS || first.file < file) throw refusal(run, first);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
}

/** The live process that holds a run, if there is one. Nothing is changed. */
export const lockHolder = (folder: string, run: string): Holder | undefined => liveLocks(folder, run, false)[0];

/** @throws HeldError when a process that may be alive holds the run. */
export function checkUnlocked(folder: string, run: string): void {
  const holder = lockHolder(folder, run);
  if (holder !== undefined) throw refusal(run, holder);
}

function claim(file: string, run: string): void {
  try {
    closeSync(openSync(file, "wx"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      throw refusal(run, { pid: process.pid, where: "here", file });
    }
    throw new ResultError(`[runs/store] cannot lock ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The locks of processes that may be alive, by name; those of dead ones are removed on the way when `reclaim` is set. */
function liveLocks(folder: string, run: string, reclaim = true): Holder[] {
  const live: Holder[] = [];
  const names = namesIn(folder).filter((name) => name.startsWith(lockPrefix(run)));
  for (const name of names.sort()) {
    const file = join(folder, name);
    const owner = parseLockName(name.slice(lockPrefix(run).length));
    const where = owner === undefined ? "unknown" : whereabouts(owner);
    if (where !== "dead") live.push({ pid: owner?.pid, where, file });
    else if (reclaim) rmSync(file, { force: true });
  }
  return live;
}

/** Where the owner of a lock is. Only what is known to have ended is dead: in doubt it is taken to live. */
function whereabouts(owner: LockOwner): Holder["where"] | "dead" {
  const place = processPlace();
  if (owner.host !== place.host) return "another machine";
  if (owner.boot !== place.boot) return "dead";
  if (owner.namespace === UNKNOWN || place.namespace === UNKNOWN) return "unknown";
  if (owner.namespace !== place.namespace) return "another PID namespace";
  const start = startOf(owner.pid);
  if (start === undefined) return "dead";
  return start === owner.start || start === UNKNOWN || owner.start === UNKNOWN ? "here" : "dead";
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new ResultError(`[runs/store] cannot read ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}

function refusal(run: string, holder: Holder): HeldError {
  const { pid, where, file } = holder;
  const process = pid === undefined ? "another process" : `process ${pid}`;
  const rule = `run ${run} is being trained by ${process}`;
  if (where === "here") return new HeldError("runs/store", rule, "wait for it or stop it", holder);
  const place = where === "unknown" ? ", of which nothing can be found out from here" : ` of ${where}`;
  return new HeldError("runs/store", rule + place, `if that has ended, delete ${file}`, holder);
}
