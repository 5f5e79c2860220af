import { normalCdf } from "./distributions.ts";
import { momentsOf } from "./statistics.ts";
import type { Scores } from "./variance-sources.ts";

/** How often one training must be ahead of the other for a difference that matters (Bouthillier et al. 2021). */
export const MEANINGFUL = 0.75;

/**
 * P(A > B): how probable it is that one training of A has larger scores than one of B, on one more draw of test
 * examples (Bouthillier et al., "Accounting for Variance in Machine Learning Benchmarks", 2021).
 *
 * It is what a bootstrap over both sources tends to with the number of its replicates: each takes one seed of either
 * recipe (the same one where seeds pair) and draws as many examples as there are. All pairs of seeds are counted, and the mean
 * over the drawn examples is normal by the central limit theorem, so nothing needs to be drawn.
 */
export function superiority(a: Scores, b: Scores, paired: boolean): number {
  const difference = new Float64Array(a[0]?.length ?? 0);
  return overPairs(a, b, paired, (first, second) => {
    for (let i = 0; i < difference.length; i++) difference[i] = (first[i] ?? 0) - (second[i] ?? 0);
    const { mean, variance } = momentsOf(difference);
    return variance > 0 ? normalCdf(mean / Math.sqrt(variance / difference.length)) : step(mean);
  });
}

/** The same by one figure a seed: the share of the pairs of seeds in which A is larger, equal ones counted half. */
export const superiorityOfSeeds = (a: readonly number[], b: readonly number[], paired: boolean): number =>
  overPairs(a, b, paired, (first, second) => step(first - second));

const step = (difference: number): number => (Math.sign(difference) + 1) / 2;

/** The mean of a function over the pairs of seeds. */
function overPairs<T>(a: readonly T[], b: readonly T[], paired: boolean, value: (a: T, b: T) => number): number {
  let sum = 0;
  let pairs = 0;
  a.forEach((first, s) => {
    b.forEach((second, t) => {
      if (paired && s !== t) return;
      sum += value(first, second);
      pairs++;
    });
  });
  return sum / pairs;
}
