import { readFileSync } from "node:fs";
import { InputError } from "./errors.ts";

/** Address space that a thread of its own must find: V8 aborts the process where it cannot reserve this. */
const THREAD_BYTES = 0.75 * 2 ** 30;

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/**
 * The limit on this process's address space (`ulimit -v`) and how much of it is taken, in bytes; undefined where there is
 * no limit, or no way to know.
 */
function addressSpace(): { readonly limit: number; readonly used: number } | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const limit = Number(/^Max address space +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1]);
    const used = Number(/^VmSize:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
    return Number.isFinite(limit) && Number.isFinite(used) ? { limit, used } : undefined;
  } catch {
    return undefined;
  }
}

/** Why memory could not be had: the limit on the address space by name, where there is one. */
export function noMoreMemory(bytes: number): InputError {
  const space = addressSpace();
  const needed = `${gib(bytes)} are needed`;
  if (!space) {
    return new InputError("kernels/arena", `this machine has no more memory to give, ${needed}`, [], SMALLER);
  }
  const limit = `the address space of this process is limited to ${gib(space.limit)} (ulimit -v)`;
  return new InputError(
    "kernels/arena",
    `${limit}, ${gib(space.used)} are taken, and the kernels' memory needs more`,
    [],
    RAISE,
  );
}

const SMALLER = "reduce the batch size or the model";
const RAISE = 'raise the limit: "ulimit -v unlimited"';

/** @throws InputError where the limit on the address space leaves no room for so many more threads */
export function checkRoomForThreads(threads: number): void {
  const space = threads > 0 ? addressSpace() : undefined;
  if (!space || space.limit - space.used >= threads * THREAD_BYTES) return;
  const limit = `the address space of this process is limited to ${gib(space.limit)} (ulimit -v)`;
  const rule = `${limit}, which leaves ${gib(space.limit - space.used)} for ${threads} more ${threads === 1 ? "thread" : "threads"}`;
  throw new InputError("kernels/engine", rule, [], `${RAISE}, or use fewer threads`);
}
