import type { Bound, Curve } from "./contract.ts";

/** The best loss up to the first evaluation at or after an epoch; undefined where the trial did not come so far. */
export function bestAt(curve: Curve, epoch: number): number | undefined {
  const end = curve.findIndex(([found]) => found >= epoch);
  return end < 0 ? undefined : Math.min(...curve.slice(0, end + 1).map(([, loss]) => loss));
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
