import { renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createFolder, filesOfTraining, quietly, ResultError } from "@assay/runs/store";
import { failedResult, type Processes, type TrialTask } from "@assay/sweeps";
import type { Delivery, QueueWorkerOptions } from "@assay/sweeps/queue";
import { isShared, newToken, sentFolder } from "./worker-folders.ts";

interface Place {
  /** The worker's results folder. */
  readonly results: string;
  /** Its own folder in there. */
  readonly folder: string;
  readonly threads: number;
  readonly pool: Processes;
  readonly queue: typeof import("@assay/sweeps/queue");
}

/**
 * Trains trials of a queue, each attempt in a folder of its own, and sends its files: through the results folder where the
 * coordinator has the same one, or else through the server.
 */
export function trainerOfTrials({ results, folder, threads, pool, queue }: Place): QueueWorkerOptions["train"] {
  return async ({ version: _, shared, ...trial }, { signal, onEpoch, redis }) => {
    const token = newToken();
    const own = join(folder, token);
    const task: TrialTask = { ...trial, results: own, threads };
    try {
      const result = await pool.run(task, signal, onEpoch);
      if (!result || signal.aborted) return undefined;
      if (result.status === "failed") return { result };
      return await send();
      async function send(): Promise<Delivery> {
        if (!result) throw new Error("nothing to send");
        const from = join(own, task.run);
        const files = await queue.describe(from, filesOfTraining(from));
        const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
        const place = isShared(results, shared) ? "folder" : "server";
        if (bytes > queue.MOST_BYTES[place]) {
          const most = `${queue.MOST_BYTES[place] / 2 ** 20} MiB`;
          return {
            result: failedResult(
              `its files have ${Math.ceil(bytes / 2 ** 20)} MiB, more than the ${most} that go through the queue; let the worker share the results folder`,
            ),
          };
        }
        const run = { token, place, files } as const;
        if (place === "folder") moveTo(from, sentFolder(results, token));
        else await queue.upload(redis, from, run, signal);
        return { result, run };
      }
    } finally {
      quietly(() => rmSync(own, { recursive: true, force: true }));
    }
  };
}

function moveTo(from: string, to: string): void {
  try {
    createFolder(dirname(to)); // another worker may have left, and removed it
    renameSync(from, to);
  } catch (error) {
    throw new ResultError(`[runner/worker] cannot move ${from} to ${to}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
