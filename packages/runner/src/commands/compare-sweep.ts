import { importanceOf } from "@assay/sweeps";
import { importanceText } from "../terminal/importance-text.ts";
import type { ShownTableOptions } from "../terminal/shown-table.ts";
import { sortRows } from "../terminal/sort-rows.ts";
import { sweepColumns } from "../terminal/sweep-view.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { readFound } from "./sweep-found.ts";
import { sweepNotes } from "./sweep-notes.ts";
import { writeTable } from "./write-table.ts";

/** Shows the settings of a sweep in the table with which it ends, from its folder alone. */
export async function compareSweep(folder: string, format: ShownTableOptions, context: Context): Promise<ExitCode> {
  const { out } = context.terminal;
  const found = readFound(folder);
  const { sweep, ranked, metrics } = found;
  const columns = sweepColumns(ranked, sweep.metric, metrics, out.unicode);
  const rows = format.sortBy === undefined ? ranked : sortRows(ranked, columns, format.sortBy);
  const importance = importanceOf(sweep);
  if (format.format === "json") {
    out.write(`${JSON.stringify({ rows, importance }, null, 2)}\n`);
    return EXIT.done;
  }
  const notes = sweepNotes({
    ...{ ranked, metric: sweep.metric, results: found.results, total: sweep.total, best: found.best },
    folder,
    goesOn: "sweep goes on with them",
    shown: context.paths.shown,
  });
  if (sweep.parameters.length > 0) notes.push(importanceText(importance, sweep.metric.name));
  await writeTable({ heading: `Sweep ${sweep.name}`, rows, columns, notes }, format, context);
  return EXIT.done;
}
