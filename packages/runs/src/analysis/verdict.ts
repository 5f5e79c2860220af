import type { MetricInfo } from "@assay/training/events";
import { alike } from "./differences.ts";
import type { Group } from "./groups.ts";
import { type Interval, pairedInterval, sample, welchInterval } from "./statistics.ts";

/** How far the best group is from the next in a metric of the test split, with a 95 % interval of the difference. */
export interface Verdict extends Interval {
  readonly metric: MetricInfo;
  readonly best: string;
  readonly next: string;
  readonly seeds: readonly [number, number];
  /** Whether the interval leaves out 0; null where the seeds show no spread to judge by. */
  readonly significant: boolean | null;
}

/**
 * Compares the two groups that are first among those of at least two seeds: pair by pair where both
 * have the same seeds, by Welch's t otherwise.
 *
 * @param groups best first
 * @param metric what they are compared by
 * @returns null where there are no two such groups, or they are not comparable
 */
export function verdict(groups: readonly Group[], metric: MetricInfo): Verdict | null {
  const valuesOf = (group: Group) => testValues(group, metric.name);
  const [best, next] = groups.filter((group) => group.runs.length > 1 && valuesOf(group) !== undefined);
  if (best === undefined || next === undefined || !comparable(best, next)) return null;
  const [a = [], b = []] = [valuesOf(best), valuesOf(next)];
  const paired = alike([seedsOf(best), seedsOf(next)]);
  const interval = paired ? pairedInterval(a, b) : welchInterval(a, b);
  const spread = paired
    ? sample(a.map((value, i) => value - (b[i] ?? 0))).sd
    : Math.max(sample(a).sd ?? 0, sample(b).sd ?? 0);
  return {
    metric,
    best: best.label,
    next: next.label,
    seeds: [a.length, b.length],
    ...interval,
    significant: spread !== null && spread < 1e-12 ? null : interval.low > 0 || interval.high < 0,
  };
}

function comparable(a: Group, b: Group): boolean {
  const [first, second] = [a.runs[0].record, b.runs[0].record];
  return (
    first.hashes.data === second.hashes.data &&
    first.numerics === second.numerics &&
    first.versions.numerics === second.versions.numerics
  );
}

const seedsOf = (group: Group) => group.runs.map(({ record }) => record.seed);

/** The metric on the test split for all seeds, or nothing when one has none. */
function testValues(group: Group, metric: string): number[] | undefined {
  const values = group.runs.map(({ record }) => record.test?.[metric]).filter((value) => typeof value === "number");
  return values.length === group.runs.length ? values : undefined;
}
