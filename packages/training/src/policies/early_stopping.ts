import type { Policy } from "./contract.ts";
import { improves, type Monitor, monitored } from "./monitored.ts";

interface Options extends Monitor {
  /** Evaluations without an improvement after which the training ends. */
  readonly patience: number;
  /** What an improvement must exceed. Default: 0. */
  readonly min_delta?: number;
}

/** Stops once `patience` evaluations in a row have not improved on the best one (as Keras' EarlyStopping). */
export function early_stopping(options: Options): Policy {
  let best: number | undefined;
  let waited = 0;
  return {
    afterEpoch(record) {
      const value = monitored("training/early_stopping", options, record);
      if (improves(value, best, options, options.min_delta)) {
        best = value;
        waited = 0;
        return "go on";
      }
      waited++;
      return waited >= options.patience ? "stop" : "go on";
    },
  };
}
