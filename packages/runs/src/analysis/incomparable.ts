import type { RunRecord } from "../store/record.ts";
import type { CompareOptions, Ranking } from "./contract.ts";
import { differing, LABELS, listed, shortHash } from "./differing.ts";
import type { Group } from "./groups.ts";
import { flow, lossMeasured, normalization, splitOf, targetsOf } from "./measured.ts";

/** What a comparison must not do, and what its reader must know. */
export interface Objections {
  readonly incomparable: readonly string[];
  readonly warnings: readonly string[];
  /** Whether the losses are of one kind; otherwise they cannot be ranked together. */
  readonly sameLoss: boolean;
}

/**
 * Why rows measure different things and cannot be ranked. What a recipe is free to choose (augmentation, architecture,
 * optimizer, length of the training) is no reason; what its figures are figures of is: the data and how they are split and
 * scaled, the definition of a metric or a loss, the numerics.
 */
export function objectionsTo(groups: readonly Group[], ranking: Ranking, { metric }: CompareOptions): Objections {
  const { split } = ranking;
  const byLoss = ranking.metric.name === "loss";
  const incomparable: string[] = [];
  const warnings: string[] = [];
  const check = (what: string, of: (group: Group) => string) => {
    const sentence = differing(groups, what, of);
    if (sentence) incomparable.push(sentence);
  };
  incomparable.push(...unrecordedData(groups));
  const data = differing(groups.filter(hasData), "Different data", dataOf, shortHash);
  if (data) incomparable.push(data);
  check("Different examples or targets of the data", ({ spec }) => targetsOf(spec));
  const splits = differing(groups, "Different validation splits", ({ spec }) => splitOf(spec));
  if (splits) incomparable.push(`${splits.replace(/\.$/, "")}; what is held out is not trained on.`);
  check("Different normalization", ({ spec }) => normalization(spec));
  check("Different numerics", ({ runs }) => runs[0].record.numerics);
  check("Different versions of the kernels", ({ runs }) => runs[0].record.versions.numerics);
  check(`Some have no ${split} result`, (group) =>
    every(group, (record) => record[split] !== null) ? "has" : "has none",
  );
  if (!byLoss) check(`Different definitions of ${ranking.metric.name}`, (group) => definitionOf(group, ranking));

  const losses = differing(groups, "Losses are defined differently and cannot be ranked together", ({ spec }) =>
    lossMeasured(spec),
  );
  if (losses && (metric === undefined || byLoss)) {
    const name = groups[0]?.runs[0].record.metrics[0]?.name;
    incomparable.push(name ? `${losses.replace(/\.$/, "")}; --metric ${name} compares by that alone.` : losses);
  } else if (losses) warnings.push(losses);

  const untested = differing(groups, "Some have no test result", (group) =>
    every(group, (r) => r.test !== null) ? "has" : "has none",
  );
  if (untested && split === "validation") warnings.push(untested);
  const machines = groups.flatMap(({ runs }) => runs.map(({ record }) => `${record.threads} ${record.machine.cpu}`));
  if (new Set(machines).size > 1) {
    warnings.push("Times are not comparable: different processors or numbers of threads.");
  }
  return { incomparable, warnings, sameLoss: losses === undefined };
}

/** The fingerprint of a group's data, the same for all its runs. */
const dataOf = ({ runs }: Group): string => runs[0].record.hashes.data ?? "";
const hasData = ({ runs }: Group): boolean => runs[0].record.hashes.data !== null;

/** Data of which nothing is known may be any data: not even two such runs can be said to have the same. */
function unrecordedData(groups: readonly Group[]): string[] {
  const unknown = groups.filter((group) => !hasData(group)).map(({ label }) => label);
  if (unknown.length === 0 || groups.length < 2) return [];
  return [`The data of ${listed(unknown, LABELS)} is not recorded.`];
}

const every = ({ runs }: Group, condition: (record: RunRecord) => boolean): boolean =>
  runs.every(({ record }) => condition(record));

/** How a group measures the ranking's metric: its options, direction and unit. */
function definitionOf({ runs, spec }: Group, { metric }: Ranking): string {
  const { metrics } = runs[0].record;
  const at = metrics.findIndex(({ name }) => name === metric.name);
  const info = metrics[at];
  if (info === undefined) return "not measured";
  // A spec's metrics stand in the order of the record's; without any, each is the default of its name.
  const part = Array.isArray(spec.metrics) ? spec.metrics[at] : undefined;
  const { type: _, ...options } = part ?? {};
  const text = Object.keys(options).length === 0 ? "" : ` ${flow(options)}`;
  return `${info.better} is better, ${info.shown}${text}`;
}
