import { compareRuns, haveUnevenSpecs } from "@assay/runs";
import { comparisonColumns, comparisonNotes, isForReading, safeText, shownTable, sortRows } from "../terminal/index.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { selectRuns } from "./select-runs.ts";
import { type TableFlags, tableOptions } from "./table-options.ts";

/** The flags of the commands that print a table of runs. */
export interface CompareOptions extends TableFlags {
  readonly out?: string;
  /** Conditions that runs must meet. */
  readonly where?: readonly string[];
}

/**
 * Compares runs in a table: the settings that differ and what was reached, the seeds of a spec in one row. Without
 * arguments, all runs of the results folder.
 */
export async function compare(typed: readonly string[], options: CompareOptions, context: Context): Promise<ExitCode> {
  const { terminal, paths, services } = context;
  const format = tableOptions(options, terminal.out);
  const results = paths.output(options.out);
  const { runs, damaged } = await selectRuns(typed, { results, where: options.where ?? [] }, context);
  // What the defaults are is known where the kernels are, which takes time to load: only if a spec is older than an option.
  const completed = runs.filter(({ record }) => record.status === "completed");
  const complete = haveUnevenSpecs(completed) ? await services.complete() : undefined;
  const found = compareRuns(runs, { complete });
  const left_out = [...found.left_out, ...damaged];
  const comparison = { ...found, left_out };
  const { out, err } = terminal;
  const columns = comparisonColumns(comparison.rows, comparison.metrics, out.unicode);
  const rows = options.sortBy === undefined ? comparison.rows : sortRows(comparison.rows, columns, options.sortBy);
  const notes = comparisonNotes(comparison, out.unicode).map(safeText);

  if (rows.length === 0) {
    err.write(["There is no completed run to compare.", ...notes].map((line) => `${line}\n`).join(""));
    if (format.format === "json") out.write(`${JSON.stringify(comparison)}\n`);
    return EXIT.refused;
  }
  if (format.format === "json") out.write(`${JSON.stringify({ ...comparison, rows })}\n`);
  else out.write(shownTable(rows, columns, format));
  // Under a table for people the notes are part of the result; a CSV or HTML file is to stay one.
  if (isForReading(format.format) && notes.length > 0) out.write(`\n${notes.map((note) => `${note}\n`).join("\n")}`);
  else if (format.format !== "json") err.write(notes.map((note) => `${note}\n`).join(""));
  return EXIT.done;
}
