import type { Processes } from "@assay/sweeps";
import { type ExecutorRequest, type TrialExecutor, titleOf } from "./trial-executor.ts";

/** Trains trials in processes on this machine. */
export function localExecutor(request: ExecutorRequest, pool: Processes): TrialExecutor {
  const { results, threads, numerics, revectorize, loaded, onEpoch, say } = request;
  const { metric } = loaded;
  return {
    slots: pool.slots,
    run(trial, bounds, signal) {
      const task = { title: titleOf(trial), run: trial.run, spec: trial.loaded.resolved, metric, bounds };
      return pool.run(
        { ...task, results, threads, numerics, revectorize },
        signal,
        (...told) => onEpoch(trial, ...told),
        (message) => say(`${titleOf(trial)} waits: ${message}`),
      );
    },
    settle: () => undefined,
    close: async () => undefined,
  };
}
