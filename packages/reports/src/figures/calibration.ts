import type { ClassPredictions } from "../contract.ts";

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Share that is right, and mean of the probability; null in an empty bin. */
  readonly accuracy: number | null;
  readonly confidence: number | null;
}

export interface Calibration {
  /** Examples with a probability: all but those whose score is no number. */
  readonly examples: number;
  readonly bins: readonly Bin[];
  /** Expected calibration error: Σ over bins of (examples in it / examples) · |accuracy − confidence|. */
  readonly error: number;
  /** Mean probability and share that is right over these examples. */
  readonly confidence: number;
  readonly accuracy: number;
}

/**
 * Whether predictions of probability p are right in a share p of cases: equal-width bins over the probability of the
 * predicted class, each (from, to], a probability compared with the ends as they are written: a product such as
 * p · 10 is rounded, and would put what lies just above an end below it. Undefined where no example has a probability (Guo et al. 2017, On Calibration of Modern Neural Networks, equations 2 to 5).
 */
export function calibration({ label, predicted, score }: ClassPredictions, count = 10): Calibration | undefined {
  const ends = Array.from({ length: count - 1 }, (_, i) => (i + 1) / count);
  const sums = Array.from({ length: count }, () => ({ count: 0, right: 0, probability: 0 }));
  for (const [i, p] of score.entries()) {
    const at = ends.findIndex((end) => p <= end);
    const bin = sums[at < 0 ? count - 1 : at];
    if (!bin || Number.isNaN(p)) continue;
    bin.count++;
    bin.probability += p;
    if (label[i] === predicted[i]) bin.right++;
  }
  const bins = sums.map((sum, i) => ({
    from: i / count,
    to: (i + 1) / count,
    count: sum.count,
    accuracy: sum.count === 0 ? null : sum.right / sum.count,
    confidence: sum.count === 0 ? null : sum.probability / sum.count,
  }));
  const examples = sums.reduce((total, sum) => total + sum.count, 0);
  if (examples === 0) return undefined;
  const total = (get: (sum: (typeof sums)[number]) => number) =>
    sums.reduce((value, sum) => value + get(sum), 0) / examples;
  return {
    examples,
    bins,
    error: total((sum) => Math.abs(sum.right - sum.probability)),
    confidence: total((sum) => sum.probability),
    accuracy: total((sum) => sum.right),
  };
}
