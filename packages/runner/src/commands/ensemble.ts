import { existsSync } from "node:fs";
import { join } from "node:path";
import { findEnsemble, type RunRecord, type StoredRun, UsageError, writeEnsemble } from "@assay/runs/store";
import { ensembleView } from "../terminal/ensemble-view.ts";
import { resultLine } from "../terminal/result-lines.ts";
import { safeText } from "../terminal/safe-text.ts";
import type { Context } from "./context.ts";
import { prospectsOf } from "./ensemble-members.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { makeEnsemble } from "./make-ensemble.ts";
import { planEnsemble } from "./plan-ensemble.ts";
import { selectRuns } from "./select-runs.ts";
import { shellWord } from "./shell-word.ts";
import { stopAfter } from "./stop-after.ts";
import { REPORT_FILE, tryToReport } from "./write-report.ts";

export interface EnsembleOptions {
  /** Conditions that members must meet. */
  readonly where: readonly string[];
  readonly threads: number;
  readonly out?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/**
 * Averages what several finished runs say of the test split, and records the outcome as a run of its own. An ensemble that is
 * there already is shown. Which runs are members is the user's choice, by anything but figures of the test split.
 */
export async function ensemble(
  typed: readonly string[],
  options: EnsembleOptions,
  context: Context,
): Promise<ExitCode> {
  const { terminal, paths } = context;
  const { out, err } = terminal;
  const say = (line: string): void => {
    if (!options.quiet) err.write(`${safeText(line)}\n`);
  };
  const stop = stopAfter("batch", options, context);
  try {
    const results = paths.output(options.out);
    refuseTest(options.where);
    const runs = await membersOf(typed, options, results, context);
    const plan = planEnsemble(await prospectsOf(runs, options, context), results);
    const found = findEnsemble(plan.place, plan.hash, plan.data)?.record;
    if (found) say("This ensemble is there already; its stored result follows.");
    const made = found ? undefined : await makeEnsemble(plan, { ...options, signal: stop.signal, say }, context);
    if (!found && !made) return stop.exitCode() ?? EXIT.SIGINT;
    const record = found ?? writeEnsemble(plan.place, made as NonNullable<typeof made>);
    const page = join(record.path, REPORT_FILE);
    const report = found ? (existsSync(page) ? page : undefined) : await tryToReport(record.path, context);
    if (options.json) out.write(`${JSON.stringify(record)}\n`);
    else if (options.quiet) out.write(`${resultLine(record)}\n`);
    else out.write(ensembleView(record, nextCommand(record), out, report));
    return EXIT.done;
  } finally {
    stop.dispose();
  }
}

/** @throws UsageError where a condition is on test figures: members that they have chosen flatter the ensemble's */
function refuseTest(where: readonly string[]): void {
  const refused = where.find((condition) => /^\s*(test|classes)\b/.test(condition)); // the figures by class are the test split's
  if (refused === undefined) return;
  const rule = `the test split must not choose the members of an ensemble, got --where "${refused}"`;
  throw new UsageError("runner/commands", rule, "use validation.…, such as --where 'validation.accuracy>0.99'");
}

/**
 * The finished runs that are named; what else is among them is told, and left out.
 * @throws UsageError for fewer than two
 */
async function membersOf(
  typed: readonly string[],
  { where }: EnsembleOptions,
  results: string,
  context: Context,
): Promise<readonly [StoredRun, StoredRun, ...StoredRun[]]> {
  if (typed.length === 0 && where.length === 0) {
    throw new UsageError("runner/commands", "an ensemble needs members", "name runs, or choose some with --where");
  }
  const { runs, damaged } = await selectRuns(typed, { results, where }, context);
  const reasonAgainst = ({ record }: StoredRun): string | undefined =>
    record.ensemble ? "an ensemble" : record.status === "completed" ? undefined : record.status;
  const leftOut = [
    ...runs.flatMap((run) => {
      const reason = reasonAgainst(run);
      return reason === undefined ? [] : [{ run: run.record.run, reason }];
    }),
    ...damaged,
  ];
  for (const { run, reason } of leftOut) context.terminal.err.write(`${safeText(`Left out: ${run} (${reason}).`)}\n`);
  const [first, second, ...others] = runs.filter((run) => reasonAgainst(run) === undefined);
  if (first && second) return [first, second, ...others];
  const rule = `an ensemble needs two finished runs or more, got ${first ? 1 : 0}`;
  throw new UsageError("runner/commands", rule, "see what is there with: pnpm run list");
}

/**
 * The comparison with the member that comes first by name: which one is best, the test split has told already. Members of
 * several experiments need not be comparable.
 */
function nextCommand({ run, name, ensemble: made }: RunRecord): string {
  if (name === "ensemble") return `pnpm run verify ${shellWord(run)}`;
  const [first = ""] = (made?.members ?? []).map((member) => member.run).sort();
  return `pnpm run compare ${shellWord(run)} ${shellWord(first)}`;
}
