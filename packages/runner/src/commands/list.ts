import { count, duration } from "@assay/reports/text";
import { ACCURACY_ALONE, type Listed, listRuns } from "@assay/runs/list-runs";
import { metricText } from "../terminal/metric-text.ts";
import { safeText } from "../terminal/safe-text.ts";
import { isForReading } from "../terminal/shown-table.ts";
import { sortRows } from "../terminal/sort-rows.ts";
import type { Column } from "../terminal/table.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type TableFlags, tableOptions } from "./table-options.ts";
import { writeTable } from "./write-table.ts";

export interface ListOptions extends TableFlags {
  readonly out?: string;
}

/** A line of the list: run.json as it is, or what is known of a damaged run. */
type Entry = ReturnType<typeof toRow>;

/** The columns for these rows: of each run's metrics the first, a column for each that differs. */
function columnsFor(rows: readonly Entry[]): Column<Entry>[] {
  const firsts = rows.flatMap((row) => ("metrics" in row ? row.metrics.slice(0, 1) : []));
  const metrics = [...new Map((firsts.length > 0 ? firsts : ACCURACY_ALONE).map((item) => [item.name, item])).values()];
  return [
    { key: "run", title: "run", align: "left", text: (row) => row.run },
    { key: "status", title: "status", align: "left", text: (row) => row.status },
    ...metrics.map(
      (metric): Column<Entry> => ({
        key: `test.${metric.name}`,
        title: `test ${metric.name}`,
        align: "right",
        better: metric.better,
        text: (row, precision) => metricText(metric, "test" in row ? row.test : null, precision),
      }),
    ),
    {
      key: "epochs",
      drop: 1,
      title: "epochs",
      align: "right",
      text: (row) => count("epochs" in row && !row.ensemble ? row.epochs : null),
    },
    {
      key: "seconds",
      title: "seconds",
      align: "right",
      text: (row) => duration("seconds" in row ? row.seconds : null),
    },
    {
      key: "started",
      drop: 2,
      title: "started (UTC)",
      align: "left",
      text: (row) => ("started" in row ? row.started.slice(0, 16).replace("T", " ") : "-"),
    },
  ];
}

/** Lists every run of a results folder; damaged ones too, with the reason. */
export async function list(options: ListOptions, context: Context): Promise<ExitCode> {
  const { terminal, paths } = context;
  const format = tableOptions(options, terminal.out);
  const results = paths.output(options.out);
  const entries = listRuns(results);
  const all = entries.map(toRow);
  const columns = columnsFor(all);
  const rows = options.sortBy === undefined ? all : sortRows(all, columns, options.sortBy);
  if (entries.length === 0 && isForReading(format.format)) {
    terminal.err.write(`There are no runs in ${safeText(results)} yet; try: pnpm run exp experiments/cnn-adam.yaml\n`);
    return EXIT.done;
  }
  const notes = entries.flatMap((entry) =>
    "damage" in entry ? [safeText(`Damaged: ${entry.run} (${entry.damage}).`)] : [],
  );
  await writeTable({ heading: "Runs", rows, columns, notes }, format, context);
  return EXIT.done;
}

const toRow = (entry: Listed) =>
  "stored" in entry
    ? entry.stored.record
    : ({ run: entry.run, path: entry.path, status: "damaged", error: entry.damage } as const);
