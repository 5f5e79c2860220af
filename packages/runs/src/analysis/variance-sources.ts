import { byStudent, type Estimate, momentsOf } from "./statistics.ts";

/** Scores of the same examples, one array a seed. */
export type Scores = readonly Float64Array[];

/** From where the uncertainty of a difference of two recipes comes. */
export interface Sources {
  /** Variance of the difference that other seeds would bring, at the number of seeds there is. */
  readonly seeds: number;
  /** Variance that another draw of test examples would bring, which no further seed takes away. */
  readonly examples: number;
  /** Degrees of freedom of their sum. */
  readonly freedom: number;
}

/**
 * Judges the difference of two recipes of which several seeds each were tested on the same examples.
 *
 * Seeds and test examples are two crossed sources of variance (Dror et al. 2018; Bouthillier et al. 2021), as readers and
 * cases are where two ways of diagnosis are compared, and are told apart as there: by a two-way analysis of variance
 * (Dorfman, Berbaum and Metz 1992), whose sum is judged by Student's t with the degrees of freedom of Satterthwaite
 * and Hillis (2007). Where both recipes have the same seeds, their differences are analysed, so that what a seed
 * brings to both drops out; otherwise the seeds of each have a variance of their own, as in Welch's test.
 *
 * A percentile bootstrap over both is not used for the interval: of two or three seeds it is far too narrow, and it
 * counts the interaction of seeds and examples three times (Owen 2007). Here the seeds keep their n − 1 degrees of freedom,
 * and their variance is never taken for less than the interaction, so that two seeds that happen to agree prove nothing.
 *
 * @param paired whether the k-th seed of `a` is the k-th of `b`
 * @returns no `estimate` where nothing varies
 */
export function bySeedsAndExamples(
  a: Scores,
  b: Scores,
  paired: boolean,
): { readonly estimate: Estimate | undefined; readonly sources: Sources } {
  const layouts = paired ? [layoutOf(differencesOf(a, b))] : [layoutOf(a), layoutOf(b)];
  const [first, second] = layouts;
  const examples = first?.examples.length ?? 0;
  const differences = second ? minus(first?.examples ?? [], second.examples) : (first?.examples ?? []);
  const { mean, variance } = momentsOf(differences);
  const seeds = sumOf(layouts.map((layout) => layout.seeds));
  // What examples vary by in the mean over seeds holds a part of the interaction, which the seeds' variance holds, too.
  const left = variance / examples - sumOf(layouts.map((layout) => layout.interaction));
  const beyond = examples > 1 ? Math.max(0, left) : 0;
  const total = seeds + beyond;
  const weights = layouts.map((layout) => layout.measured ** 2 / (layout.count - 1));
  const freedom = total ** 2 / (sumOf(weights) + beyond ** 2 / Math.max(1, examples - 1));
  return { estimate: byStudent(mean, total, freedom), sources: { seeds, examples: beyond, freedom } };
}

/** The same by one figure a seed alone: of the differences where they pair, by Welch's t (1947) otherwise. */
export function bySeeds(
  a: readonly number[],
  b: readonly number[],
  paired: boolean,
): { readonly estimate: Estimate | undefined; readonly sources: Sources } {
  const sides = paired ? [a.map((value, i) => value - (b[i] ?? Number.NaN))] : [a, b];
  const moments = sides.map((side) => ({ ...momentsOf(side), count: side.length }));
  const parts = moments.map(({ variance, count }) => ({ of: variance / count, freedom: count - 1 }));
  const seeds = sumOf(parts.map((part) => part.of));
  const freedom = seeds ** 2 / sumOf(parts.map((part) => part.of ** 2 / part.freedom));
  const difference = (moments[0]?.mean ?? 0) - (moments[1]?.mean ?? 0);
  return { estimate: byStudent(difference, seeds, freedom), sources: { seeds, examples: 0, freedom } };
}

interface Layout {
  /** Mean over the seeds, one an example. */
  readonly examples: Float64Array;
  /** Variance of the mean of everything by the seeds, their interaction with the examples included: as the seeds show it. */
  readonly measured: number;
  /** The same, at least the interaction, which is known far better than what a few seeds happen to show. */
  readonly seeds: number;
  /** The variance that the interaction alone would bring. */
  readonly interaction: number;
  readonly count: number;
}

/** A two-way analysis of variance, one score a seed and example. */
function layoutOf(scores: Scores): Layout {
  const count = scores.length;
  const length = scores[0]?.length ?? 0;
  const examples = new Float64Array(length);
  for (const row of scores) for (let i = 0; i < length; i++) examples[i] = (examples[i] ?? 0) + (row[i] ?? 0) / count;
  const means = scores.map((row) => momentsOf(row).mean);
  const { mean, variance } = momentsOf(means);
  let squares = 0;
  scores.forEach((row, s) => {
    const shift = (means[s] ?? 0) - mean;
    for (let i = 0; i < length; i++) squares += ((row[i] ?? 0) - (examples[i] ?? 0) - shift) ** 2;
  });
  const interaction = length > 1 ? squares / ((count - 1) * (length - 1)) / (count * length) : 0;
  const measured = variance / count;
  return { examples, measured, seeds: Math.max(measured, interaction), interaction, count };
}

const differencesOf = (a: Scores, b: Scores): Scores => a.map((row, s) => minus(row, b[s] ?? []));

function minus(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = (a[i] ?? 0) - (b[i] ?? 0);
  return result;
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
