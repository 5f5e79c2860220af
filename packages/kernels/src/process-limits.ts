import { platform } from "#platform";
import { LimitError } from "./errors.ts";

/** Address space that a thread of its own must find: V8 aborts the process where it cannot reserve this. */
const THREAD_BYTES = 0.75 * 2 ** 30;

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** Why memory could not be had: the limit on the address space by name, where there is one. */
export function noMoreMemory(bytes: number): LimitError {
  const space = platform.addressSpace();
  const needed = `${gib(bytes)} are needed`;
  if (!space) {
    return new LimitError("kernels/arena", `this machine has no more memory to give, ${needed}`, SMALLER);
  }
  const limit = `the address space of this process is limited to ${gib(space.limit)} (ulimit -v)`;
  return new LimitError(
    "kernels/arena",
    `${limit}, ${gib(space.used)} are taken, and the kernels' memory needs more`,
    RAISE,
  );
}

const SMALLER = "reduce the batch size or the model";
const RAISE = 'raise the limit: "ulimit -v unlimited"';

/** Files that Node opens for a thread's events, and for the modules that it loads. */
const THREAD_FILES = 6;

/** Files that the calling thread opens meanwhile. */
const SPARE_FILES = 3;

/**
 * Looks before threads are started: a thread that cannot start is heard of only by an event, and the calling thread, which waits
 * for the team, hears none.
 *
 * @throws LimitError where a limit of the process leaves no room for so many more threads
 */
export function checkRoomForThreads(threads: number): void {
  if (threads === 0) return;
  const more = `${threads} more ${threads === 1 ? "thread" : "threads"}`;
  const space = platform.addressSpace();
  if (space && space.limit - space.used < threads * THREAD_BYTES) {
    const limit = `the address space of this process is limited to ${gib(space.limit)} (ulimit -v)`;
    const rule = `${limit}, which leaves ${gib(space.limit - space.used)} for ${more}`;
    throw new LimitError("kernels/engine", rule, `${RAISE}, or use fewer threads`);
  }
  const files = platform.openFiles();
  if (files && files.limit - files.used < threads * THREAD_FILES + SPARE_FILES) {
    const limit = `the open files of this process are limited to ${files.limit} (ulimit -n)`;
    const rule = `${limit}, which leaves ${Math.max(files.limit - files.used, 0)} for ${more}`;
    throw new LimitError("kernels/engine", rule, 'raise the limit: "ulimit -n 1024", or use fewer threads');
  }
}
