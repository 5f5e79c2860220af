import type { StoredRun } from "../store/read-run.ts";
import type { RunRecord } from "../store/record.ts";
import { alike, differences } from "./differences.ts";
import { type Group, groupRuns, type LeftOut } from "./groups.ts";
import type { Complete } from "./spec-of.ts";
import { sample } from "./statistics.ts";
import { type Verdict, verdict } from "./verdict.ts";

/** Values that are means over a group's seeds; null where a run has none. */
interface Figures {
  readonly test: { readonly accuracy: number | null; readonly loss: number | null };
  readonly validation: { readonly accuracy: number | null; readonly loss: number | null };
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
  /** Best test accuracy first. */
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
  const groups = found.sort((a, b) => rank(b) - rank(a) || (a.label < b.label ? -1 : 1));
  const settings = differences(groups.map((group) => group.spec));
  const rows = groups.map((group, i) =>
    toRow(group, Object.fromEntries(settings.map(({ key, values }) => [key, values[i] ?? null]))),
  );
  return { rows, left_out: leftOut, warnings: warningsOf(groups), difference: verdict(groups) };
}

const rank = (group: Group) => figures(group, "mean").test.accuracy ?? -1;

function toRow(group: Group, changed: Readonly<Record<string, unknown>>): ComparisonRow {
  const { name, label, runs } = group;
  return {
    run: label,
    name,
    n: runs.length,
    seeds: runs.map(({ record }) => record.seed),
    runs: runs.map(({ record }) => record.run),
    changed,
    ...figures(group, "mean"),
    parameters: runs[0].record.parameters,
    sd: runs.length > 1 ? figures(group, "sd") : null,
  };
}

function figures({ runs }: Group, of: "mean" | "sd"): Figures {
  const over = (get: (record: RunRecord) => number | null | undefined) => {
    const values = runs.map(({ record }) => get(record)).filter((value) => typeof value === "number");
    return values.length < runs.length ? null : sample(values)[of];
  };
  return {
    test: { accuracy: over((r) => r.test?.accuracy), loss: over((r) => r.test?.loss) },
    validation: { accuracy: over((r) => r.validation?.accuracy), loss: over((r) => r.validation?.loss) },
    seconds: over((r) => r.seconds),
    train_seconds: over((r) => r.train_seconds),
    samples_per_second: over((r) => r.samples_per_second),
  };
}

/** Each way in which rows are no match for each other, in one sentence. */
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
