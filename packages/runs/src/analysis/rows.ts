import type { MetricInfo } from "@assay/training/events";
import type { RunRecord } from "../store/record.ts";
import type { ComparisonRow, Figures, Means, Ranking } from "./contract.ts";
import type { Group } from "./groups.ts";
import { meanInterval, sample } from "./statistics.ts";

/** What the figures of rows are made of. */
export interface Shown {
  readonly ranking: Ranking;
  readonly metrics: readonly MetricInfo[];
  /** Whether the losses may stand beside each other; otherwise they are null. */
  readonly losses: boolean;
}

/** A group as a row: means over its seeds. @param changed the settings in which rows differ */
export function toRow(group: Group, changed: Readonly<Record<string, unknown>>, shown: Shown): ComparisonRow {
  const { name, label, runs } = group;
  const values = valuesOf(group, shown.ranking);
  const known = values.filter((value) => value !== null);
  const isShare = shown.ranking.metric.shown === "percent";
  return {
    run: label,
    name,
    n: runs.length,
    seeds: runs.map(({ record }) => record.seed),
    runs: runs.map(({ record }) => record.run),
    paths: runs.map(({ record }) => record.path),
    changed,
    ...figures(group, shown, "mean"),
    parameters: runs[0].record.parameters,
    members: runs[0].record.ensemble?.members.length ?? null,
    sd: runs.length > 1 ? figures(group, shown, "sd") : null,
    interval: known.length === values.length ? (meanInterval(known, isShare) ?? null) : null,
    values,
  };
}

/** The ranking's metric of each seed. */
const valuesOf = ({ runs }: Group, { split, metric }: Ranking): (number | null)[] =>
  runs.map(({ record }) => record[split]?.[metric.name] ?? null);

/**
 * Groups, best first; those without the ranking's metric last, equal ones by their labels.
 */
export function ranked(groups: readonly Group[], ranking: Ranking): Group[] {
  const sign = ranking.metric.better === "lower" ? 1 : -1;
  const placed = groups.map((group) => {
    const values = valuesOf(group, ranking);
    const known = values.filter((value) => value !== null);
    return { group, order: known.length < values.length ? Number.POSITIVE_INFINITY : sign * sample(known).mean };
  });
  const byOrder = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
  return placed
    .sort((a, b) => byOrder(a.order, b.order) || (a.group.label < b.group.label ? -1 : 1))
    .map(({ group }) => group);
}

function figures({ runs }: Group, { metrics, losses }: Shown, of: "mean" | "sd"): Figures {
  const over = (get: (record: RunRecord) => number | null | undefined) => {
    const values = runs.map(({ record }) => get(record)).filter((value) => typeof value === "number");
    return values.length < runs.length ? null : sample(values)[of];
  };
  const means = (split: "test" | "validation"): Means => ({
    ...Object.fromEntries(metrics.map(({ name }) => [name, over((record) => record[split]?.[name])])),
    loss: losses ? over((record) => record[split]?.loss) : null,
  });
  return {
    test: means("test"),
    validation: means("validation"),
    seconds: over((record) => record.seconds),
    train_seconds: over((record) => record.train_seconds),
    samples_per_second: over((record) => record.samples_per_second),
  };
}
