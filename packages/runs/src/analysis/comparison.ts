import { readPredictions } from "../store/read-predictions.ts";
import type { StoredRun } from "../store/read-run.ts";
import { findBaseline } from "./baseline.ts";
import { chooseRanking, headlineOf, metricsOf } from "./choose-ranking.ts";
import type { CompareOptions, Comparison } from "./contract.ts";
import { differences } from "./differences.ts";
import { exampleScores } from "./example-scores.ts";
import { type Group, groupRuns } from "./groups.ts";
import { objectionsTo } from "./incomparable.ts";
import type { Side } from "./judge.ts";
import { ranked, toRow } from "./rows.ts";
import { withoutPaths } from "./settings.ts";
import { MOST_VERDICTS, verdictsOf } from "./verdicts.ts";

/**
 * Compares runs that were read from run directories: one row a recipe, ranked, and what the differences from the best row,
 * or from the baseline, are worth. Verdicts are given even where `incomparable` says that there must be none: whoever calls
 * refuses, or says so beside them.
 *
 * The best of many rows is best by luck, too: Holm's correction is for the verdicts, not for the choice of their
 * reference. A baseline named beforehand has no such advantage.
 *
 * @throws UsageError for a metric or a baseline that no row has
 */
export function compareRuns(runs: readonly StoredRun[], options: CompareOptions = {}): Comparison {
  const { complete = (spec) => spec, predictions = readPredictions, labelOf } = options;
  const { groups, leftOut } = groupRuns(runs, complete);
  const found = labelOf ? groups.map((group) => ({ ...group, label: labelOf(runsOf(group)) })) : groups;
  const ranking = chooseRanking(found, options);
  const metrics = metricsOf(found);
  const { incomparable, warnings, sameLoss } = objectionsTo(found, ranking, options);
  const ordered = ranked(found, ranking);
  const settings = differences(ordered.map(({ spec }) => withoutPaths(spec)));
  // Losses of different kinds are shown only where somebody is told that they must not be compared.
  const shown = {
    ranking,
    metrics,
    losses: sameLoss || options.metric === undefined || ranking.metric.name === "loss",
  };
  const sides = ordered.map((group, i): Side => {
    const changed = Object.fromEntries(settings.map(({ key, values }) => [key, values[i] ?? null]));
    return { row: toRow(group, changed, shown), records: group.runs.map(({ record }) => record) };
  });
  const rows = sides.map(({ row }) => row);
  const asked = rows.length === 0 ? undefined : options.baseline;
  const baseline = asked === undefined ? undefined : findBaseline(rows, asked);
  const reference = sides.find(({ row }) => row === (baseline ?? rows[0]));
  const others = sides.filter((side) => side !== reference);
  const unjudged = others.length - MOST_VERDICTS;
  const cut = unjudged > 0 ? [`Verdicts are given on ${MOST_VERDICTS} rows; ${unjudged} more are not judged.`] : [];
  return {
    ranking,
    metrics,
    rows,
    baseline: baseline?.run ?? null,
    verdicts: reference ? verdictsOf(reference, others, ranking, exampleScores(ranking, predictions)) : [],
    headline: headlineOf(ranking, groups),
    incomparable,
    warnings: [...warnings, ...cut],
    left_out: leftOut,
  };
}

const runsOf = ({ runs }: Group): string[] => runs.map(({ record }) => record.run);
