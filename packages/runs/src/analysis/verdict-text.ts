import type { MetricInfo } from "@assay/training/events";
import { type Amounts, amountsOf, pText } from "./amounts.ts";
import type { ComparisonRow, Outcome } from "./contract.ts";
import type { Judged, Unjudged } from "./judge.ts";
import { MOST, type MoreSeeds } from "./more-seeds.ts";
import { MEANINGFUL } from "./probability.ts";

/** What a sentence is made of. */
export interface Told {
  readonly a: ComparisonRow;
  readonly b: ComparisonRow;
  readonly metric: MetricInfo;
  readonly outcome: Outcome;
  /** The p that decides, and for how many verdicts it is corrected. */
  readonly p: number;
  readonly verdicts: number;
  /** That one training of a beats one of b. */
  readonly probability: number | null;
  /** What more seeds would detect; undefined where that is not asked. */
  readonly plan?: { readonly seeds: MoreSeeds; readonly difference: number } | undefined;
}

/** "B is better than A (+0.21 points, 95 % CI 0.09 to 0.33, p = 0.002)" */
export function judgedText(told: Told, { estimate, sources }: Judged): string {
  const { a, b, metric, outcome, p, verdicts, probability, plan } = told;
  // Whoever is ahead comes first, and the difference is seen from there.
  const lower = metric.better === "lower";
  const leads = lower ? estimate.difference <= 0 : estimate.difference >= 0;
  const ahead = outcome === "better" || (outcome === "undistinguished" && leads);
  const turn = ahead ? 1 : -1;
  const [low, high] = [estimate.interval[0] * turn, estimate.interval[1] * turn].sort((x, y) => x - y) as [
    number,
    number,
  ];
  const amounts = amountsOf(metric, (high - low) / 2);
  const corrected = verdicts > 1 ? `Holm's ${pText(p)}` : pText(p);
  const facts = `${amounts.signed(estimate.difference * turn)}${amounts.unit}${lower ? ", lower is better;" : ","} 95 % CI ${amounts.plain(low)} to ${amounts.plain(high)}, ${corrected}`;
  const [first, second] = ahead ? [a.run, b.run] : [b.run, a.run];
  if (outcome === "undistinguished") {
    return `${first} and ${second} are not distinguishable (${facts})${planText(plan, amountsOfPlan(metric, plan), a, b)}`;
  }
  const alone = sources === null ? "; this holds for these two runs, not for other seeds" : "";
  const often = outcome === "better" ? probability : probability === null ? null : 1 - probability;
  const small =
    often !== null && often < MEANINGFUL
      ? `, but one training beats one of the other with a probability of only ${often.toFixed(2)}`
      : "";
  return `${first} is better than ${second} (${facts})${alone}${small}`;
}

const amountsOfPlan = (metric: MetricInfo, plan: Told["plan"]): Amounts => amountsOf(metric, plan?.difference ?? 0);

function planText(plan: Told["plan"], amounts: Amounts, a: ComparisonRow, b: ComparisonRow): string {
  if (a.n === 1 && b.n === 1) return trainText(a, b);
  if (plan === undefined) return "";
  const aim = amounts.withUnit(plan.difference);
  if (plan.seeds === "never") return `; no number of seeds would be enough to detect ${aim} with these test examples`;
  if (plan.seeds === "more than 100") return `; more than ${MOST} more seeds would be needed to detect ${aim}`;
  return `; about ${plan.seeds} more ${plan.seeds === 1 ? "seed" : "seeds"} would be needed to detect ${aim}`;
}

/** "Undecided between A and B: B has one seed, A has 3; train B with --seed 2 and --seed 3 for a verdict" */
export function unjudgedText(a: ComparisonRow, b: ComparisonRow, { missing, seeds }: Unjudged): string {
  return `Undecided between ${a.run} and ${b.run}: ${missing}${seeds ? trainText(a, b) : ""}`;
}

/** Seeds that are proposed at most. */
const PROPOSED = 4;

/** What to train for a verdict: the seeds that the other has, otherwise the next two. Nothing where one is an ensemble. */
function trainText(a: ComparisonRow, b: ComparisonRow): string {
  if (a.members !== null || b.members !== null) return "";
  const [fewer, more] = a.n <= b.n ? [a, b] : [b, a];
  if (fewer.n === 1 && more.n > 1) {
    const lacking = more.seeds.filter((seed) => !fewer.seeds.includes(seed)).slice(0, PROPOSED);
    return `; train ${fewer.run} with ${flags(lacking)} for a verdict`;
  }
  const next = Math.max(...a.seeds, ...b.seeds) + 1;
  return `; train both with ${flags([next, next + 1])} for a verdict`;
}

const flags = (seeds: readonly number[]): string => {
  const all = seeds.map((seed) => `--seed ${seed}`);
  return all.length < 2 ? all.join() : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
};
