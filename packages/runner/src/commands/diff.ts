import { compareRuns, diffSpecs, type StoredRun, specOf } from "@assay/runs";
import { ResultError } from "@assay/runs/errors";
import { type DiffSide, diffView } from "../terminal/diff-view.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { findOneRun } from "./find-runs.ts";

export interface DiffOptions {
  readonly out?: string;
  readonly json: boolean;
}

/** A side as it was asked for; of a spec's file nothing is stored. */
interface Asked extends DiffSide {
  readonly stored?: StoredRun;
}

/** Shows in what two runs, or two specs, differ, and what came of it. */
export async function diff(a: string, b: string, options: DiffOptions, context: Context): Promise<ExitCode> {
  const { out } = context.terminal;
  const sides = [await sideOf(a, options, context), await sideOf(b, options, context)] as const;
  const differences = diffSpecs(sides[0].spec, sides[1].spec);
  const { incomparable, verdicts } = judged(sides);
  if (options.json) {
    const shown = sides.map(({ label, record }) => ({ label, ...(record && { record }) }));
    out.write(`${JSON.stringify({ a: shown[0], b: shown[1], differences, incomparable, verdicts })}\n`);
  } else {
    const notes = incomparable.length > 0 ? incomparable.map((reason) => `Not comparable: ${reason}`) : verdicts;
    out.write(diffView(sides, differences, notes, out));
  }
  return EXIT.done;
}

/** A run, or a spec's file. */
async function sideOf(typed: string, { out }: DiffOptions, { paths, services }: Context): Promise<Asked> {
  if (/\.ya?ml$/i.test(typed)) {
    const file = paths.existing(typed);
    return { label: file, spec: { ...(await services.loadSpec(file)).spec } };
  }
  const entry = findOneRun(typed, paths, paths.output(out));
  if ("damage" in entry) throw new ResultError(`[runs/store] ${entry.path} is damaged: ${entry.damage}`);
  const { stored } = entry;
  return { label: stored.record.run, spec: specOf(stored), record: stored.record, stored };
}

/** What the difference of two completed runs is worth. */
function judged(sides: readonly Asked[]): {
  readonly incomparable: readonly string[];
  readonly verdicts: readonly string[];
} {
  const runs = sides.flatMap(({ stored }) => (stored?.record.status === "completed" ? [stored] : []));
  if (runs.length < 2) return { incomparable: [], verdicts: [] };
  const { incomparable, verdicts } = compareRuns(runs);
  return { incomparable, verdicts: verdicts.map(({ text }) => text) };
}
