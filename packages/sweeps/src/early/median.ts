import type { Bound, EarlyStoppingDefinition } from "./contract.ts";
import { bestSoFar } from "./curve.ts";
import { minEpochs } from "./min-epochs.ts";

interface Options {
  readonly min_epochs: number;
}

/** Trials that are finished before the first one is stopped: a median of fewer says little. */
const STARTUP = 5;

/**
 * The median rule (D. Golovin et al., "Google Vizier", KDD 2017): a trial is stopped where its best loss is above the median of
 * the others' best losses up to the same epoch.
 */
export const median: EarlyStoppingDefinition<Options> = {
  schema: {
    description:
      "Stops a trial whose best figure is worse than the median of the others' best figures up to the same epoch.",
    examples: [{ min_epochs: 2 }],
    properties: minEpochs,
  },
  build: ({ min_epochs }) => ({
    bounds(told, epochs) {
      const bounds: Bound[] = [];
      const bests = told.map(bestSoFar);
      for (let epoch = min_epochs; epoch < epochs; epoch++) {
        const reached = bests.flatMap((best) => best(epoch) ?? []).sort((a, b) => a - b);
        // Trials that are longer tell nothing more.
        if (reached.length === 0) break;
        if (reached.length < STARTUP) continue;
        const [low = 0, high = 0] = [reached[(reached.length - 1) >> 1], reached[reached.length >> 1]];
        bounds.push({ epoch, atMost: (low + high) / 2 });
      }
      return bounds;
    },
  }),
};
