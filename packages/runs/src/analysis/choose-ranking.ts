import { suggestion } from "@assay/experiment/suggest";
import type { MetricInfo } from "@assay/training/events";
import { UsageError } from "../store/errors.ts";
import { LOSS, type RunRecord } from "../store/record.ts";
import type { CompareOptions, Ranking } from "./contract.ts";
import type { Group } from "./groups.ts";

/** Every metric that some run has, each once, in the order of the runs. */
export function metricsOf(groups: readonly Group[]): MetricInfo[] {
  const all = groups.flatMap(({ runs }) => runs[0].record.metrics);
  return [...new Map(all.map((metric) => [metric.name, metric])).values()];
}

/**
 * What the rows are ranked by: the first metric and the test split, unless asked otherwise; the validation split where some
 * run was not tested.
 *
 * @throws UsageError for a metric that no run has
 */
export function chooseRanking(groups: readonly Group[], { metric: name, split }: CompareOptions): Ranking {
  const metrics = metricsOf(groups);
  const known = [...metrics, LOSS];
  const asked = groups.length === 0 ? undefined : name; // of no runs nothing can be asked
  const metric = asked === undefined ? (metrics[0] ?? LOSS) : known.find((found) => found.name === asked);
  if (metric === undefined) {
    const names = known.map((found) => found.name);
    const rule = `no run has a metric ${JSON.stringify(name)}`;
    throw new UsageError("runs/analysis", rule, suggestion(name ?? "", names, "metrics"));
  }
  return { metric, split: split ?? (everyRun(groups, (record) => record.test !== null) ? "test" : "validation") };
}

/** Whether all runs of all groups fulfil a condition. */
export const everyRun = (groups: readonly Group[], condition: (record: RunRecord) => boolean): boolean =>
  groups.every(({ runs }) => runs.every(({ record }) => condition(record)));

/** "Ranked by validation accuracy, over 3 recipes." */
export function headlineOf({ split, metric }: Ranking, groups: readonly Group[]): string {
  const recipes = groups.length === 1 ? "1 recipe" : `${groups.length} recipes`;
  const ranked = `Ranked by ${split} ${metric.name}, over ${recipes}.`;
  if (split === "validation") return ranked;
  const held = everyRun(groups, (record) => record.validation !== null);
  return `${ranked} The test split is for a last look: choose by ${held ? "--split validation" : "a validation split"}.`;
}
