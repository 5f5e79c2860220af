import type { RunRecord } from "../store/record.ts";
import type { Outcome, Ranking, Verdict } from "./contract.ts";
import type { ExampleScores, NoScores } from "./example-scores.ts";
import { type Judged, type Judgement, judge, type Side } from "./judge.ts";
import { moreSeeds } from "./more-seeds.ts";
import { holm } from "./statistics.ts";
import { judgedText, type Told, unjudgedText } from "./verdict-text.ts";

/** Rows that are judged at most: the best of them. */
export const MOST_VERDICTS = 20;

const ALPHA = 0.05;

/** A share of 0.0005: what is to be detected at least where percentages are close together. */
const LEAST = 0.0005;

/**
 * Judges the reference against the others, at most `MOST_VERDICTS` of them, the p values corrected for their number.
 * @param others in the order of the table
 */
export function verdictsOf(
  reference: Side,
  others: readonly Side[],
  ranking: Ranking,
  scoresOf: (record: RunRecord) => ExampleScores | NoScores,
): Verdict[] {
  const pairs = others.slice(0, MOST_VERDICTS).map((other) => ({
    other,
    judgement: judge(reference, other, ranking, scoresOf),
  }));
  const judged = pairs.flatMap(({ judgement }) => (judgement.estimate ? [judgement.estimate.p] : []));
  const corrected = holm(judged);
  let next = 0;
  return pairs.map(({ other, judgement }) => {
    const p = judgement.estimate ? (corrected[next++] ?? null) : null;
    return verdictOf(reference, other, ranking, judgement, p, judged.length);
  });
}

function verdictOf(
  { row: a }: Side,
  { row: b }: Side,
  ranking: Ranking,
  judgement: Judgement,
  p: number | null,
  verdicts: number,
): Verdict {
  const pair = { a: a.run, b: b.run };
  if (judgement.estimate === null || p === null) {
    const nothing = { interval: null, p: null, p_holm: null, method: null, probability: null, more_seeds: null };
    const unjudged = judgement as Exclude<Judgement, Judged>;
    const text = unjudgedText(a, b, unjudged);
    return { ...pair, outcome: "undecided", difference: unjudged.difference, ...nothing, text };
  }
  const { estimate, method, larger } = judgement;
  const lower = ranking.metric.better === "lower";
  const probability = larger === null ? null : lower ? 1 - larger : larger;
  const outcome = outcomeOf(estimate.difference, p, lower);
  const plan = outcome === "undistinguished" ? planOf(judgement, a.n, b.n, ranking) : undefined;
  const told: Told = { a, b, metric: ranking.metric, outcome, p, verdicts, probability, plan };
  return {
    ...pair,
    outcome,
    ...{ difference: estimate.difference, interval: estimate.interval, p: estimate.p, p_holm: p },
    ...{ method, probability, more_seeds: typeof plan?.seeds === "number" ? plan.seeds : null },
    text: judgedText(told, judgement),
  };
}

function outcomeOf(difference: number, p: number, lower: boolean): Outcome {
  if (!(p < ALPHA)) return "undistinguished";
  return difference > 0 === lower ? "worse" : "better";
}

/** What more seeds would detect: the difference that was seen, of shares at least 0.05 points. */
function planOf({ estimate, sources, paired }: Judged, a: number, b: number, { metric }: Ranking): Told["plan"] {
  const seen = Math.abs(estimate.difference);
  const difference = metric.shown === "percent" ? Math.max(seen, LEAST) : seen;
  if (sources === null || difference === 0) return undefined;
  return { seeds: moreSeeds(sources, Math.min(a, b), paired ? 1 : 2, difference), difference };
}
