import type { Bound, EarlyStoppingDefinition } from "./contract.ts";
import { bestSoFar } from "./curve.ts";
import { minEpochs } from "./min-epochs.ts";

interface Options {
  /** The first rung. */
  readonly min_epochs: number;
  readonly reduction_factor: number;
}

/**
 * Asynchronous successive halving (L. Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020): at each
 * rung a trial goes on if it is among the best 1 / reduction_factor of those that have come so far. Those are the trials before it
 * in number, not those that happened to be faster: the decisions are the same for any number of workers.
 */
export const asha: EarlyStoppingDefinition<Options> = {
  schema: {
    description:
      "Asynchronous successive halving: at each rung only the best of the trials that have come so far go on, to some times the epochs.",
    examples: [{ min_epochs: 1, reduction_factor: 3 }],
    properties: {
      ...minEpochs,
      reduction_factor: {
        type: "integer",
        minimum: 2,
        maximum: 100,
        default: 3,
        description: "At each rung one in so many trials goes on, to as many times the epochs.",
      },
    },
  },
  build: ({ min_epochs, reduction_factor }) => ({
    bounds(told, epochs) {
      const bounds: Bound[] = [];
      const bests = told.map(bestSoFar);
      for (let epoch = min_epochs; epoch < epochs; epoch *= reduction_factor) {
        const reached = bests.flatMap((best) => best(epoch) ?? []).sort((a, b) => a - b);
        const places = Math.max(1, Math.floor((reached.length + 1) / reduction_factor));
        const atMost = reached[places - 1];
        if (atMost !== undefined) bounds.push({ epoch, atMost });
      }
      return bounds;
    },
  }),
};
