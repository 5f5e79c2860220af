import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { Platform, ProcessLimit } from "./contract.ts";

/** Node, and what runs its modules. */
export const platform: Platform = {
  readKernels: (build) => readFileSync(new URL(`../../build/${build}.wasm`, import.meta.url)),

  cores: availableParallelism,

  startThread(workerData) {
    // No flags of the process: a loader that waits for the main thread would wait for ever, as that may sit in a phase.
    const worker = new Worker(new URL("./node-worker.ts", import.meta.url), { workerData, execArgv: [] });
    worker.unref();
    return {
      started: Promise.resolve(),
      ended() {
        worker.ref();
        return once(worker, "exit");
      },
      terminate: () => void worker.terminate(),
    };
  },

  addressSpace: () =>
    limitOf(
      /^Max address space +(\d+)/m,
      () => Number(/^VmSize:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024,
    ),

  openFiles: () => limitOf(/^Max open files +(\d+)/m, () => readdirSync("/proc/self/fd").length - 1), // but for this look

  revectorize: () => setFlagsFromString("--experimental-wasm-revectorize"),
};

/** A limit as Linux tells it, and how much of it is taken. */
function limitOf(line: RegExp, taken: () => number): ProcessLimit | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const limit = Number(line.exec(readFileSync("/proc/self/limits", "utf8"))?.[1]);
    const used = taken();
    return Number.isFinite(limit) && Number.isFinite(used) ? { limit, used } : undefined;
  } catch {
    return undefined;
  }
}
