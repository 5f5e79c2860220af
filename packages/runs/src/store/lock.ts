import { closeSync, openSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ResultError, reasonOf } from "./errors.ts";
import { machineIdentity, startOf } from "./process-identity.ts";

/** Who holds a run: a process, or one of another machine, of which nobody here can tell whether it still runs. */
export interface Holder {
  readonly pid: number;
  readonly here: boolean;
  readonly file: string;
}

const ATTEMPTS = 5;
const PAUSE = 20; // ms

/**
 * Locks a run, for as long as this process lives.
 *
 * A lock is an empty file whose name holds the process id, its start, the machine's boot and the host. Every process has
 * a file name of its own, so a dead one's lock can be removed by anybody without a race, and nobody ever touches a live
 * one's: a process claims, looks for other live claims and withdraws if there are any. Of several that meet at the same
 * moment, the first by name tries again, the others are refused.
 *
 * @returns the function that releases the lock
 * @throws ResultError when another live process, or this one, holds it
 */
export function acquireLock(folder: string, run: string): () => void {
  const own = `${prefix(run)}${ownIdentity()}`;
  const file = join(folder, own);
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

/** @throws ResultError when a live process holds the run. */
export function checkUnlocked(folder: string, run: string): void {
  const holder = lockHolder(folder, run);
  if (holder !== undefined) throw refusal(run, holder);
}

const prefix = (run: string) => `.${run}.lock.`;

function ownIdentity(): string {
  const { host, boot } = machineIdentity();
  return `${process.pid}.${startOf(process.pid) ?? "0"}.${boot}.${host}`;
}

function claim(file: string, run: string): void {
  try {
    closeSync(openSync(file, "wx"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw refusal(run, { pid: process.pid, here: true, file });
    throw new ResultError(`[runs/store] cannot lock ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The locks of living processes, by name; those of dead ones are removed on the way when `reclaim` is set. */
function liveLocks(folder: string, run: string, reclaim = true): Holder[] {
  const live: Holder[] = [];
  for (const name of namesIn(folder)
    .filter((name) => name.startsWith(prefix(run)))
    .sort()) {
    const [pid = "", start = "", boot = "", host = ""] = name.slice(prefix(run).length).split(".");
    const machine = machineIdentity();
    const here = host === machine.host;
    const file = join(folder, name);
    if (!here || (boot === machine.boot && startOf(Number(pid)) === start)) live.push({ pid: Number(pid), here, file });
    else if (reclaim) rmSync(file, { force: true });
  }
  return live;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new ResultError(`[runs/store] cannot read ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}

function refusal(run: string, { pid, here, file }: Holder): ResultError {
  if (here)
    return new ResultError(`[runs/store] run ${run} is being trained by process ${pid}; wait for it or stop it`);
  return new ResultError(
    `[runs/store] run ${run} is being trained by process ${pid} of another machine; if that has ended, delete ${file}`,
  );
}
