import type { MetricInfo } from "@assay/training/events";
import type { StoredRun } from "../store/read-run.ts";
import type { RunRecord } from "../store/record.ts";
import { alike, differences } from "./differences.ts";
import { type Group, groupRuns, type LeftOut } from "./groups.ts";
import type { Complete } from "./spec-of.ts";
import { sample } from "./statistics.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** The mean of each metric and of the loss on one split; null where a run has none. */
type Means = Readonly<Record<string, number | null>>;

/** Values that are means over a group's seeds; null where a run has none. */
interface Figures {
  readonly test: Means;
  readonly validation: Means;
  readonly seconds: number | null;
  readonly train_seconds: number | null;
  readonly samples_per_second: number | null;
}

/** One row: a run, or the seeds of a spec. `sd` is the standard deviation over the seeds, null for a single run. */
export interface ComparisonRow extends Figures {
  readonly run: string;
  readonly name: string;
  readonly n: number;
  readonly seeds: readonly number[];
  readonly runs: readonly string[];
  /** The settings in which the rows differ, by dotted key; null where a spec has no such key. */
  readonly changed: Readonly<Record<string, unknown>>;
  readonly parameters: number | null;
  readonly sd: Figures | null;
}

export interface Comparison {
  /** What the runs measured, the first to rank by. */
  readonly metrics: readonly MetricInfo[];
  /** Best on the test split first. */
  readonly rows: readonly ComparisonRow[];
  readonly left_out: readonly LeftOut[];
  /** What about these rows must not be compared. */
  readonly warnings: readonly string[];
  /** Whether the best and the next differ by more than chance; null with fewer than two seeds each. */
  readonly difference: Verdict | null;
}

/**
 * Compares runs that were read from run directories.
 *
 * @param complete fills in the defaults that specs of earlier versions lack; without, such a key counts as a difference
 */
export function compareRuns(runs: readonly StoredRun[], complete: Complete = (spec) => spec): Comparison {
  const { groups: found, leftOut } = groupRuns(runs, complete);
  const metrics = metricsOf(found);
  const [primary] = metrics;
  const sign = primary?.better === "lower" ? 1 : -1;
  const order = (group: Group): number => {
    const value = primary && figures(group, metrics, "mean").test[primary.name];
    return typeof value === "number" ? sign * value : Number.POSITIVE_INFINITY;
  };
  const groups = found.sort((a, b) => compareNumbers(order(a), order(b)) || (a.label < b.label ? -1 : 1));
  const settings = differences(groups.map((group) => group.spec));
  const rows = groups.map((group, i) =>
    toRow(group, metrics, Object.fromEntries(settings.map(({ key, values }) => [key, values[i] ?? null]))),
  );
  const difference = primary ? verdict(groups, primary) : null;
  return { metrics, rows, left_out: leftOut, warnings: warningsOf(groups), difference };
}

const compareNumbers = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

/** Every metric that some run has, each once, in the order of the runs. */
function metricsOf(groups: readonly Group[]): MetricInfo[] {
  const all = groups.flatMap(({ runs }) => runs[0].record.metrics);
  return [...new Map(all.map((metric) => [metric.name, metric])).values()];
}

function toRow(
  group: Group,
  metrics: readonly MetricInfo[],
  changed: Readonly<Record<string, unknown>>,
): ComparisonRow {
  const { name, label, runs } = group;
  return {
    run: label,
    name,
    n: runs.length,
    seeds: runs.map(({ record }) => record.seed),
    runs: runs.map(({ record }) => record.run),
    changed,
    ...figures(group, metrics, "mean"),
    parameters: runs[0].record.parameters,
    sd: runs.length > 1 ? figures(group, metrics, "sd") : null,
  };
}

function figures({ runs }: Group, metrics: readonly MetricInfo[], of: "mean" | "sd"): Figures {
  const over = (get: (record: RunRecord) => number | null | undefined) => {
    const values = runs.map(({ record }) => get(record)).filter((value) => typeof value === "number");
    return values.length < runs.length ? null : sample(values)[of];
  };
  const means = (split: "test" | "validation"): Means =>
    Object.fromEntries([...metrics.map(({ name }) => name), "loss"].map((key) => [key, over((r) => r[split]?.[key])]));
  return {
    test: means("test"),
    validation: means("validation"),
    seconds: over((r) => r.seconds),
    train_seconds: over((r) => r.train_seconds),
    samples_per_second: over((r) => r.samples_per_second),
  };
}

/** Each way in which rows cannot be compared, in one sentence. */
function warningsOf(groups: readonly Group[]): string[] {
  const differ = (get: (record: RunRecord) => unknown) => !alike(groups.map((group) => get(group.runs[0].record)));
  const each = (get: (record: RunRecord) => string) =>
    groups.map((group) => `${group.label}: ${get(group.runs[0].record)}`).join("; ");
  const warnings: string[] = [];
  if (differ((r) => r.hashes.data)) {
    warnings.push(`Not comparable: different data (${each((r) => r.hashes.data?.slice(0, 8) ?? "unknown")}).`);
  }
  if (differ((r) => r.numerics)) warnings.push(`Not comparable: different numerics (${each((r) => r.numerics)}).`);
  if (differ((r) => r.versions.numerics)) {
    warnings.push(`Not comparable: different versions of the kernels (${each((r) => r.versions.numerics)}).`);
  }
  if (differ((r) => r.test !== null)) {
    warnings.push(`Not comparable: some have no test result (${each((r) => (r.test ? "tested" : "not tested"))}).`);
  }
  const all = groups.flatMap((group) => group.runs.map(({ record }) => [record.machine.cpu, record.threads]));
  if (!alike(all)) warnings.push("Times are not comparable: different processors or numbers of threads.");
  return warnings;
}
