import type { Bound, EarlyStopping } from "./contract.ts";
import { bestSoFar } from "./curve.ts";

interface Options {
  /** Before this epoch nothing is stopped. */
  readonly min_epochs: number;
}

/** Trials that are finished before the first one is stopped: a median of fewer says little. */
const STARTUP = 5;

/**
 * The median rule (D. Golovin et al., "Google Vizier", KDD 2017): a trial is stopped where its best loss is above the median of
 * the others' best losses up to the same epoch.
 */
export const median = ({ min_epochs }: Options): EarlyStopping => ({
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
});
