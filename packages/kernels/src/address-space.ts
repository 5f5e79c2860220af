import { platform } from "#platform";
import { InputError } from "./errors.ts";

/** Address space that a thread of its own must find: V8 aborts the process where it cannot reserve this. */
const THREAD_BYTES = 0.75 * 2 ** 30;

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** Why memory could not be had: the limit on the address space by name, where there is one. */
export function noMoreMemory(bytes: number): InputError {
  const space = platform.addressSpace();
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
  const space = threads > 0 ? platform.addressSpace() : undefined;
  if (!space || space.limit - space.used >= threads * THREAD_BYTES) return;
  const limit = `the address space of this process is limited to ${gib(space.limit)} (ulimit -v)`;
  const rule = `${limit}, which leaves ${gib(space.limit - space.used)} for ${threads} more ${threads === 1 ? "thread" : "threads"}`;
  throw new InputError("kernels/engine", rule, [], `${RAISE}, or use fewer threads`);
}
