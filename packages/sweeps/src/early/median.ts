import type { Bound, Curve, EarlyStopping } from "./contract.ts";

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
    const walks = told.map(walkOf);
    for (let epoch = min_epochs; epoch < epochs; epoch++) {
      const reached = walks.flatMap((walk) => walk(epoch) ?? []).sort((a, b) => a - b);
      // Trials that are longer tell nothing more.
      if (reached.length === 0) break;
      if (reached.length < STARTUP) continue;
      const [low = 0, high = 0] = [reached[(reached.length - 1) >> 1], reached[reached.length >> 1]];
      bounds.push({ epoch, atMost: (low + high) / 2 });
    }
    return bounds;
  },
});

/** `bestAt` of a curve for epochs that rise from call to call, in one pass over it. */
function walkOf(curve: Curve): (epoch: number) => number | undefined {
  let [next, best, seen] = [0, Number.POSITIVE_INFINITY, 0];
  return (epoch) => {
    for (; next < curve.length && seen < epoch; next++) {
      const [at = 0, loss = 0] = curve[next] ?? [];
      best = Math.min(best, loss);
      seen = at;
    }
    return seen >= epoch ? best : undefined;
  };
}
