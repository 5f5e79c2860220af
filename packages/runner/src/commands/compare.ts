import { basename } from "node:path";
import { type Comparison, type ComparisonRow, compareRuns, type StoredRun, UsageError } from "@assay/runs";
import { comparisonColumns } from "../terminal/comparison-columns.ts";
import { comparisonCsv } from "../terminal/comparison-csv.ts";
import { comparisonText } from "../terminal/comparison-text.ts";
import { safeText } from "../terminal/safe-text.ts";
import type { ShownTableOptions } from "../terminal/shown-table.ts";
import { sortRows } from "../terminal/sort-rows.ts";
import type { Screen } from "../terminal/terminal.ts";
import { wrap } from "../terminal/wrap.ts";
import { completeFor } from "./complete-for.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { findSweep, YAML } from "./find-sweep.ts";
import { selectRuns } from "./select-runs.ts";
import { type TableFlags, tableOptions } from "./table-options.ts";

/** The flags that say what is compared, and by what. */
export interface ComparedOptions {
  readonly out?: string;
  /** Conditions that runs must meet. */
  readonly where: readonly string[];
  readonly metric?: string;
  readonly split?: "test" | "validation";
  readonly baseline?: string;
  /** Compares what must not be compared, under a warning. */
  readonly force: boolean;
}

export interface CompareOptions extends TableFlags, ComparedOptions {}

/**
 * Compares runs: a row a recipe, what differs and what was reached, and whether the differences mean anything. Without
 * arguments, all runs of the results folder. Runs that must not be compared are refused with the reason. Of a sweep alone it
 * shows the table with which the sweep ends.
 */
export async function compare(typed: readonly string[], options: CompareOptions, context: Context): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const format = tableOptions(options, out);
  const sweep = await onlySweep(typed, options, context);
  if (sweep !== undefined) return (await import("./compare-sweep.ts")).compareSweep(sweep, format, context);
  const { comparison, runs } = await comparisonOf(typed, options, context);
  const columns = comparisonColumns(comparison.rows, comparison.metrics, comparison.ranking, out.unicode);
  const rows = options.sortBy === undefined ? comparison.rows : sortRows(comparison.rows, columns, options.sortBy);
  if (refused(comparison, options, err)) {
    if (format.format === "json") out.write(`${JSON.stringify({ ...comparison, verdicts: [] })}\n`);
    return EXIT.refused;
  }
  if (format.format === "html") {
    const { comparisonReport } = await context.services.reports();
    out.write(comparisonReport({ comparison, runs, title: titleOf(typed), table: { ...format, rows } }).html);
  } else out.write(shown(comparison, rows, { ...format, format: format.format }));
  return EXIT.done;
}

/**
 * The folder of the sweep that alone is asked for; undefined where runs are: several names, or flags that say which runs are
 * compared and by what.
 */
export async function onlySweep(
  typed: readonly string[],
  { out, where, metric, split, baseline }: ComparedOptions,
  context: Context,
): Promise<string | undefined> {
  const [name] = typed;
  const ofRuns = where.length > 0 || [metric, split, baseline].some((flag) => flag !== undefined);
  if (name === undefined || typed.length > 1 || ofRuns) return undefined;
  return findSweep(name, context.paths.output(out), context);
}

/** What `compare` and `report` compare: the runs that are named, and how they are ranked. */
export async function comparisonOf(
  typed: readonly string[],
  { out, where, metric: asked, split: given, baseline }: ComparedOptions,
  context: Context,
): Promise<{ readonly comparison: Comparison; readonly runs: readonly StoredRun[] }> {
  const { runs, damaged, ofSweep } = await selectRuns(typed, { results: context.paths.output(out), where }, context);
  const completed = runs.filter(({ record }) => record.status === "completed");
  const complete = await completeFor(completed, context);
  const { split, metric } = rankedBy(asked, given);
  // The test split chooses nothing: what a sweep has tried is ranked by validation, unless another is asked for.
  const usual = ofSweep ? "validation" : undefined;
  const found = compareRuns(runs, { complete, metric, split: split ?? usual, baseline });
  return { comparison: { ...found, left_out: [...found.left_out, ...damaged] }, runs };
}

/** What a page about several runs is called: what was named, of a file its name alone. */
export const titleOf = (typed: readonly string[]): string =>
  typed.map((name) => (YAML.test(name) ? basename(name).replace(YAML, "") : name)).join(", ") || "All runs";

/** "validation.accuracy", as a sweep writes it, names the split as well. */
function rankedBy(metric: string | undefined, split: ComparedOptions["split"]) {
  const [, of, name] = /^(test|validation)\.(.+)$/.exec(metric ?? "") ?? [];
  if (of === undefined) return { metric, split };
  if (split !== undefined && split !== of) {
    throw new UsageError("runner/commands", `--metric ${metric} and --split ${split} exclude each other`);
  }
  return { metric: name, split: of as "test" | "validation" };
}

/** Whether there is no comparison; says why on stderr. */
export function refused(comparison: Comparison, options: ComparedOptions, err: Screen): boolean {
  const lines = refusalOf(comparison, options);
  err.write(lines.map((line) => `${wrap(safeText(line), err, 4)}\n`).join(""));
  return lines.length > 0;
}

function refusalOf({ rows, incomparable, left_out }: Comparison, { force, where, out }: ComparedOptions): string[] {
  if (rows.length === 0) {
    const none =
      where.length > 0 ? "No completed run meets --where." : `There is no completed run in ${out ?? "results"}.`;
    return [
      `${none} Train one with: pnpm run exp experiments/cnn-adam.yaml`,
      ...left_out.map(({ run, reason }) => `Left out: ${run} (${reason}).`),
    ];
  }
  if (force || incomparable.length === 0) return [];
  return [
    "refused: these runs must not be compared.",
    ...incomparable.map((reason) => `  ${reason}`),
    "Name fewer runs or choose some with --where; --force compares them under this warning.",
  ];
}

function shown(
  comparison: Comparison,
  rows: readonly ComparisonRow[],
  options: ShownTableOptions & { readonly format: Exclude<ShownTableOptions["format"], "html"> },
): string {
  const { format } = options;
  if (format === "json") return `${JSON.stringify({ ...comparison, rows })}\n`;
  if (format === "csv") return comparisonCsv(comparison, rows, options);
  return comparisonText(comparison, rows, options);
}
