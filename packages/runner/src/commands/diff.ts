import { type Complete, compareRuns, diffSpecs, haveUnevenSpecs, type StoredRun, specOf } from "@assay/runs";
import { type DiffSide, diffView } from "../terminal/diff-view.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { findOneStored } from "./find-runs.ts";

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
  const complete = await completeFor(sides, context);
  const differences = diffSpecs(complete(sides[0].spec), complete(sides[1].spec));
  const { incomparable, verdicts } = await judged(sides, context);
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
  const stored = findOneStored(typed, paths, paths.output(out));
  return { label: stored.record.run, spec: specOf(stored), record: stored.record, stored };
}

/** Gives specs today's defaults, where one of them is older than an option: those are known where the kernels are. */
async function completeFor(sides: readonly Asked[], { services }: Context): Promise<Complete> {
  const runs = sides.flatMap(({ stored }) => (stored ? [stored] : []));
  const aSpec = runs.length < sides.length;
  return (aSpec && runs.length > 0) || haveUnevenSpecs(runs) ? services.complete() : (spec) => spec;
}

/** What the difference of two completed runs is worth. */
async function judged(sides: readonly Asked[], context: Context) {
  const runs = sides.flatMap(({ stored }) => (stored?.record.status === "completed" ? [stored] : []));
  if (runs.length < 2) return { incomparable: [], verdicts: [] };
  const { incomparable, verdicts } = compareRuns(runs, { complete: await completeFor(sides, context) });
  return { incomparable, verdicts: verdicts.map(({ text }) => text) };
}
