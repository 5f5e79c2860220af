import { canonicalJson } from "@assay/experiment/identity";
import type { StoredRun } from "../store/read-run.ts";
import { type Complete, type PlainSpec, specOf } from "../store/spec-of.ts";
import { withoutCheckpoint, withoutPaths } from "./settings.ts";

/** Completed runs that differ in nothing but their seed, by seed. */
export interface Group {
  readonly name: string;
  /**
   * The run's name; for several seeds the experiment's, or where it has several such specs that of the first run, with
   * the number of seeds.
   */
  readonly label: string;
  /** The resolved spec of one of the seeds. */
  readonly spec: PlainSpec;
  readonly runs: readonly [StoredRun, ...StoredRun[]];
}

/** A run that takes no part in a comparison. */
export interface LeftOut {
  readonly run: string;
  readonly reason: string;
}

/**
 * Groups the seeds of the same spec; only completed runs take part. Runs on other data, or of other numerics, are never
 * taken for the same, whatever their specs say. The groups stand in the order of their first runs.
 *
 * @param complete fills in the defaults that older specs lack
 */
export function groupRuns(
  runs: readonly StoredRun[],
  complete: Complete,
): { readonly groups: Group[]; readonly leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const bySpec = new Map<string, { readonly spec: PlainSpec; readonly seeds: Map<number, StoredRun> }>();
  for (const run of runs) {
    const member = membership(run, complete);
    if ("reason" in member) {
      leftOut.push({ run: run.record.run, reason: member.reason });
      continue;
    }
    const { spec, seeds } = bySpec.get(member.key) ?? { spec: member.spec, seeds: new Map<number, StoredRun>() };
    const same = seeds.get(run.record.seed);
    if (same) leftOut.push({ run: run.record.run, reason: `the same spec and seed as ${same.record.run}` });
    else bySpec.set(member.key, { spec, seeds: seeds.set(run.record.seed, run) });
  }
  const groups = [...bySpec.values()].map(({ spec, seeds }) => toGroup(spec, [...seeds.values()]));
  return { groups: tellApart(groups), leftOut };
}

/** No two groups have the same label: a reader has to know which one is ahead. */
function tellApart(groups: readonly Group[]): Group[] {
  const seeded = groups.filter(({ runs }) => runs.length > 1).map(({ name }) => name);
  return groups.map((group) => {
    const { name, runs } = group;
    const alone = runs.length < 2 || seeded.indexOf(name) === seeded.lastIndexOf(name);
    return alone ? group : { ...group, label: `${runs[0].record.run} (n=${runs.length})` };
  });
}

/** What a run shares with the other seeds of its spec, or why it takes no part. */
function membership(
  run: StoredRun,
  complete: Complete,
): { readonly key: string; readonly spec: PlainSpec } | { readonly reason: string } {
  const { status, hashes, numerics, versions, ancestry } = run.record;
  if (status !== "completed") return { reason: status };
  try {
    const { run: from, epoch } = ancestry ?? {};
    // A fork is another training than one of its spec from the beginning; how often states are saved changes no training.
    const spec = { ...withoutCheckpoint(complete(specOf(run))), ...(ancestry && { forked: { from, epoch } }) };
    const { seed: _, ...settings } = withoutPaths(spec);
    const key = [settings, hashes.data, numerics, versions.numerics, ancestry?.chain ?? ""];
    return { key: canonicalJson(key), spec };
  } catch (error) {
    return { reason: `damaged: ${(error as Error).message}` };
  }
}

function toGroup(spec: PlainSpec, members: readonly StoredRun[]): Group {
  const [first, ...rest] = [...members].sort((a, b) => a.record.seed - b.record.seed);
  if (first === undefined) throw new Error("[runs/analysis] a group has at least one run");
  const { name, run } = first.record;
  const label = rest.length === 0 ? run : `${name} (n=${members.length})`;
  return { name, label, spec, runs: [first, ...rest] };
}
