import { platform } from "#platform";
import { LimitError } from "./errors.ts";
import type { WorkerData } from "./instance.ts";
import type { TeamThread } from "./platform/contract.ts";
import { checkRoomForThreads } from "./process-limits.ts";

/**
 * Starts the threads of a team, those besides the calling one.
 *
 * @throws LimitError where the system has none left to give; those that were started are ended
 */
export function startThreads(data: readonly WorkerData[]): TeamThread[] {
  checkRoomForThreads(data.length);
  const threads: TeamThread[] = [];
  try {
    for (const each of data) threads.push(platform.startThread(each));
    return threads;
  } catch (error) {
    for (const thread of threads) thread.terminate();
    if (!/\bEAGAIN\b/.test(String(error))) throw error;
    const rule = `${threads.length} of ${data.length} more threads started: the limit on them (ulimit -u) is reached`;
    throw new LimitError("kernels/engine", rule, "raise the limit, or use fewer threads");
  }
}
