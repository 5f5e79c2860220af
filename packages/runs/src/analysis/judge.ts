import type { RunRecord } from "../store/record.ts";
import type { ComparisonRow, Ranking } from "./contract.ts";
import { type ExampleScores, isMeanOverExamples, type NoScores, sameExamples } from "./example-scores.ts";
import { mcnemar } from "./mcnemar.ts";
import { superiority, superiorityOfSeeds } from "./probability.ts";
import { byStudent, type Estimate, momentsOf } from "./statistics.ts";
import { bySeeds, bySeedsAndExamples, type Sources } from "./variance-sources.ts";

/** A row with the records of its runs, one a seed. */
export interface Side {
  readonly row: ComparisonRow;
  readonly records: readonly RunRecord[];
}

/** What two rows show of their difference, before it is corrected for others and put into words. */
export type Judgement = Judged | Unjudged;

export interface Judged {
  readonly estimate: Estimate;
  readonly method: string;
  /** That one training of the first has the larger metric; null for single runs. */
  readonly larger: number | null;
  /** From where the uncertainty comes; null for single runs, of which only their test examples tell. */
  readonly sources: Sources | null;
  readonly paired: boolean;
}

/** Too little to judge by. */
export interface Unjudged {
  readonly estimate: null;
  /** Of the means, where both have one. */
  readonly difference: number | null;
  readonly missing: string;
  /** Whether more seeds would help. */
  readonly seeds: boolean;
}

/**
 * Judges the difference of two rows in the ranking's metric: single runs by their test examples, recipes of several seeds by
 * seeds and examples, or by seeds alone where the metric is no mean over examples that were kept.
 */
export function judge(
  a: Side,
  b: Side,
  ranking: Ranking,
  scoresOf: (record: RunRecord) => ExampleScores | NoScores,
): Judgement {
  const [first, second] = [finite(a.row.values), finite(b.row.values)];
  const lacking = first ? (second ? undefined : b) : a;
  if (!first || !second) {
    return unjudged(null, `${lacking?.row.run} has no ${ranking.split} ${ranking.metric.name}`, false);
  }
  const difference = momentsOf(first).mean - momentsOf(second).mean;
  const [fewer, more] = a.row.n < b.row.n ? [a.row, b.row] : [b.row, a.row];
  if (fewer.n === 1 && more.n > 1) {
    const one = fewer.members === null ? "has one seed" : "is one ensemble";
    const seeds = fewer.members === null ? "" : " seeds";
    return unjudged(difference, `${fewer.run} ${one}, ${more.run} has ${more.n}${seeds}`, fewer.members === null);
  }
  const scores = commonScores([...a.records, ...b.records], ranking, scoresOf);
  if (fewer.n === 1) {
    if ("missing" in scores) return unjudged(difference, `both have one seed and ${scores.missing}`, true);
    return ofSingleRuns(scores.scores, ranking, difference);
  }
  const paired = a.row.seeds.join() === b.row.seeds.join();
  return ofRecipes([first, second], "missing" in scores ? scores : { scores: scores.scores }, paired, difference);
}

/** The scores of all these runs, or why they cannot be used together. */
function commonScores(
  records: readonly RunRecord[],
  ranking: Ranking,
  scoresOf: (record: RunRecord) => ExampleScores | NoScores,
): { readonly scores: readonly Float64Array[] } | NoScores {
  const { split, metric } = ranking;
  if (split === "validation") return { missing: "predictions are kept of the test split alone" };
  if (!isMeanOverExamples(ranking)) return { missing: `the ${metric.name} is not judged by single examples` };
  const found: ExampleScores[] = [];
  for (const record of records) {
    const scores = scoresOf(record);
    if ("missing" in scores) return scores;
    found.push(scores);
  }
  const [first] = found;
  const other = found.findIndex((scores) => first && !sameExamples(first, scores));
  if (other > 0) return { missing: `${records[0]?.run} and ${records[other]?.run} predict different examples` };
  return { scores: found.map(({ scores }) => scores) };
}

function ofSingleRuns([first, second]: readonly Float64Array[], { metric }: Ranking, difference: number): Judgement {
  const [a, b] = [first ?? new Float64Array(), second ?? new Float64Array()];
  const examples = `${grouped(a.length)} test examples`;
  const alone = { larger: null, sources: null, paired: true } as const;
  if (metric.name === "accuracy") {
    const counts = [0, 0, 0, 0]; // neither, second, first, both
    a.forEach((right, i) => {
      const kind = 2 * right + (b[i] ?? 0);
      counts[kind] = (counts[kind] ?? 0) + 1;
    });
    const [neither = 0, onlySecond = 0, onlyFirst = 0, both = 0] = counts;
    const estimate = mcnemar({ both, first: onlyFirst, second: onlySecond, neither });
    return { estimate, method: `exact McNemar test on ${examples}`, ...alone };
  }
  const { mean, variance } = momentsOf(a.map((score, i) => score - (b[i] ?? 0)));
  const estimate = a.length > 1 ? byStudent(mean, variance / a.length, a.length - 1) : undefined;
  if (!estimate) return unjudged(difference, "both have one seed and no example tells them apart", true);
  return { estimate, method: `paired t over ${examples}`, ...alone };
}

function ofRecipes(
  [first, second]: readonly [number[], number[]],
  found: { readonly scores: readonly Float64Array[] } | NoScores,
  paired: boolean,
  difference: number,
): Judgement {
  const test = paired ? "paired t" : "Welch's t";
  const seeds = paired ? `${first.length} seeds` : `${first.length} and ${second.length} seeds`;
  if ("missing" in found) {
    const { estimate, sources } = bySeeds(first, second, paired);
    if (!estimate) return withoutSpread(difference, "the seeds show no spread to judge by");
    const method = `${test} over ${seeds} alone, as ${found.missing}`;
    return { estimate, method, larger: superiorityOfSeeds(first, second, paired), sources, paired };
  }
  const [a, b] = [found.scores.slice(0, first.length), found.scores.slice(first.length)];
  const { estimate, sources } = bySeedsAndExamples(a, b, paired);
  if (!estimate) return withoutSpread(difference, "neither seeds nor examples show any spread to judge by");
  const share = Math.round((100 * sources.seeds) / (sources.seeds + sources.examples));
  const examples = `${grouped(a[0]?.length ?? 0)} test examples`;
  const method = `${test} over ${seeds} and ${examples}, ${share} % of the variance from seeds`;
  return { estimate, method, larger: superiority(a, b, paired), sources, paired };
}

/** Seeds that all give the same on both sides: more of them would, too. */
const withoutSpread = (difference: number, missing: string): Unjudged =>
  difference === 0 ? unjudged(0, "the results are identical", false) : unjudged(difference, missing, true);

const unjudged = (difference: number | null, missing: string, seeds: boolean): Unjudged => ({
  estimate: null,
  difference,
  missing,
  seeds,
});

/** All values, or nothing where one is missing. */
function finite(values: readonly (number | null)[]): number[] | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? known : undefined;
}

const grouped = (count: number): string => count.toLocaleString("en-US");
