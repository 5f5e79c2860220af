import { readFileSync } from "node:fs";
import type { SweepReportInput } from "@assay/reports";
import { importanceOf } from "@assay/sweeps";
import type { Context } from "./context.ts";
import { readFound, runAt } from "./sweep-found.ts";
import { stateNotes, trainCommand, verdictNote } from "./sweep-notes.ts";

/** Settings whose runs a page names. */
const NAMED = 50;

/** Everything that a sweep's page is made of, from its folder and the results beside it. */
export function sweepInput(folder: string, { paths }: Pick<Context, "paths">): SweepReportInput {
  const { sweep, ranked, metric, metrics, results, best } = readFound(folder);
  const goesOn = "sweep goes on with them";
  return {
    ...{ sweep, ranked, metric, metrics, importance: importanceOf(sweep) },
    verdict: verdictNote({ ranked, metric: sweep.metric, results }),
    notes: stateNotes({ ranked, total: sweep.total, goesOn }),
    best:
      best === undefined
        ? undefined
        : { resolved: readFileSync(best, "utf8"), command: trainCommand(best, paths.shown) },
    runs: ranked.slice(0, NAMED).flatMap((row) => row.runs.flatMap((run) => runAt(results, run) ?? [])),
  };
}
