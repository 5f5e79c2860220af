import type { Bound, Curve } from "./contract.ts";

/**
 * The best loss of a curve up to the first evaluation at or after an epoch; undefined where the trial did not come so far. One pass
 * over the curve: it is asked for epochs that rise from call to call.
 */
export function bestSoFar(curve: Curve): (epoch: number) => number | undefined {
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

/** What is left of a trial that had to reach these bounds: up to where it misses the first one. */
export function upToStop(
  curve: Curve,
  bounds: readonly Bound[],
): { readonly curve: Curve; readonly isStopped: boolean } {
  // One pass: a trial asks this after each of its epochs.
  const waiting = bounds.toSorted((a, b) => a.epoch - b.epoch);
  let [best, next] = [Number.POSITIVE_INFINITY, 0];
  for (const [i, [epoch, loss]] of curve.entries()) {
    best = Math.min(best, loss);
    for (let bound = waiting[next]; bound && bound.epoch <= epoch; bound = waiting[++next]) {
      if (best > bound.atMost) return { curve: curve.slice(0, i + 1), isStopped: true };
    }
  }
  return { curve, isStopped: false };
}
