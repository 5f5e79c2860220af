import { type Complete, compareRuns, diffSpecs, type PlainSpec, type StoredRun, specOf } from "@assay/runs";
import { ResultError } from "@assay/runs/errors";
import { type DiffSide, diffView } from "../terminal/diff-view.ts";
import { completeFor } from "./complete-for.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { findOneStored } from "./find-runs.ts";
import { YAML } from "./find-sweep.ts";

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
  const stored = storedOf(sides);
  // A spec from a file has all of today's defaults, so a run beside it needs them too.
  const complete = stored.length === 1 ? await context.services.complete() : await completeFor(stored, context);
  const [first, second] = sides.map(({ spec }) => complete?.(spec) ?? spec) as [PlainSpec, PlainSpec];
  const differences = diffSpecs(first, second);
  const { incomparable, verdicts } = judged(sides, complete);
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
  if (YAML.test(typed)) {
    const file = paths.existing(typed);
    return { label: file, spec: { ...(await services.loadSpec(file)).spec } };
  }
  const stored = findOneStored(typed, paths, paths.output(out));
  return { label: stored.record.run, spec: namedSpec(stored), record: stored.record, stored };
}

/** The spec of a run. @throws ResultError naming the run: two are asked for */
function namedSpec(stored: StoredRun): PlainSpec {
  try {
    return specOf(stored);
  } catch (error) {
    throw new ResultError(`${stored.record.run}: ${(error as Error).message}`);
  }
}

/** What the difference of two completed runs is worth. */
function judged(sides: readonly Asked[], complete: Complete | undefined) {
  const runs = storedOf(sides).filter(({ record }) => record.status === "completed");
  if (runs.length < 2) return { incomparable: [], verdicts: [] };
  const { incomparable, verdicts } = compareRuns(runs, { complete });
  return { incomparable, verdicts: verdicts.map(({ text }) => text) };
}

const storedOf = (sides: readonly Asked[]): StoredRun[] => sides.flatMap(({ stored }) => (stored ? [stored] : []));
