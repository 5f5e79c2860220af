import type { Policy } from "./contract.ts";
import { improves, type Monitor, monitored } from "./monitored.ts";

/** Keeps each epoch that is better than all before it. */
export function keep_best(options: Monitor): Policy {
  let best: number | undefined;
  return {
    afterEpoch(record) {
      const value = monitored("training/keep_best", options, record);
      if (!improves(value, best, options)) return "go on";
      best = value;
      return "keep";
    },
  };
}
