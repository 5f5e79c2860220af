import { once } from "node:events";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { Platform } from "./contract.ts";

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

  addressSpace() {
    if (process.platform !== "linux") return undefined;
    try {
      const limit = Number(/^Max address space +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1]);
      const used = Number(/^VmSize:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
      return Number.isFinite(limit) && Number.isFinite(used) ? { limit, used } : undefined;
    } catch {
      return undefined;
    }
  },

  revectorize: () => setFlagsFromString("--experimental-wasm-revectorize"),
};
