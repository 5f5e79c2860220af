import type { Sweep } from "@assay/sweeps";
import type { ShownTableOptions } from "../terminal/shown-table.ts";
import { sortRows } from "../terminal/sort-rows.ts";
import { setsColumns } from "../terminal/sweep-view.ts";
import type { Column } from "../terminal/table.ts";
import type { Context } from "./context.ts";
import type { Planner, RunTrial } from "./sweep-planner.ts";
import { writeTable } from "./write-table.ts";

/** A trial that is not trained yet. */
interface TrialRow {
  /** From 1. */
  readonly trial: number;
  /** From 1. */
  readonly setting: number;
  readonly sets: RunTrial["sets"];
  readonly seed: number;
  /** "<experiment>/<run>" */
  readonly run: string;
}

/** Prints the trials of a sweep; of one that learns from results, those that it tries before it has any. */
export async function listTrials(
  sweep: Sweep,
  planned: Planner,
  format: ShownTableOptions,
  context: Context,
): Promise<void> {
  const trials = planned.all ?? firstOf(sweep, planned);
  const rows = trials.map(({ number, setting, sets, seed, run }): TrialRow => {
    return { trial: number + 1, setting: setting + 1, sets, seed, run };
  });
  const columns: Column<TrialRow>[] = [
    { key: "trial", title: "trial", align: "right", text: ({ trial }) => String(trial) },
    ...setsColumns(rows, context.terminal.out.unicode),
    { key: "seed", title: "seed", align: "right", text: ({ seed }) => String(seed) },
  ];
  const settings = new Set(trials.map(({ setting }) => setting)).size;
  const notes = [
    `${counted(trials.length, "trial")}: ${counted(settings, "setting")}, ${counted(sweep.repeats, "seed")}.`,
    ...(planned.all ? [] : [`${sweep.method} finds further settings from the results, up to run_cap: ${sweep.cap}.`]),
  ];
  const sorted = format.sortBy === undefined ? rows : sortRows(rows, columns, format.sortBy);
  await writeTable({ heading: `Sweep ${sweep.name}`, rows: sorted, columns, notes }, format, context);
}

/** The trials of the settings that wait for no result. */
function firstOf(sweep: Sweep, planned: Planner): RunTrial[] {
  const search = sweep.search();
  while (search.next(() => undefined) === "found");
  return search.settings.flatMap((setting, number) => planned.trialsOf(setting, number));
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
