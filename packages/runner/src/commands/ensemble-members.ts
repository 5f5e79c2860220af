import { join } from "node:path";
import { canonicalJson } from "@assay/experiment/identity";
import type { Candidate } from "@assay/runs";
import { memberOf, RefusedError, type StoredRun, WEIGHTS_FILE } from "@assay/runs/store";
import { otherLeaves, otherWeights } from "@assay/runs/verify";
import type * as Inference from "@assay/training/inference";
import type { Context } from "./context.ts";
import { shellWord } from "./shell-word.ts";
import { type ModelOptions, modelOf, type RunModel } from "./stored-model.ts";

/** A run that is to be a member, and its model. */
export interface Prospect extends Candidate {
  readonly stored: StoredRun;
  readonly found: RunModel;
}

/** Reads what is needed of some runs, one after the other. @throws RefusedError for one without a test result; what `modelOf` throws */
export async function prospectsOf(
  [first, ...others]: readonly [StoredRun, ...StoredRun[]],
  options: ModelOptions,
  context: Context,
): Promise<[Prospect, ...Prospect[]]> {
  const prospects: [Prospect, ...Prospect[]] = [await prospectOf(first, options, context)];
  for (const run of others) prospects.push(await prospectOf(run, options, context));
  return prospects;
}

async function prospectOf(stored: StoredRun, options: ModelOptions, context: Context): Promise<Prospect> {
  const { record } = stored;
  if (record.test === null) {
    throw new RefusedError("runner/commands", `${record.run} has no test result`, "an ensemble is of test predictions");
  }
  const found = await modelOf(record, options, context);
  const { loaded, description: model } = found;
  return { label: record.run, member: memberOf(record), record, spec: { ...loaded.spec }, model, stored, found };
}

/** Reads the test split of one member after the other; what several see alike is read once. */
export function testSplits({ readExampleSet }: typeof Inference): (prospect: Prospect) => Inference.ExampleSet {
  let last: { readonly key: string; readonly set: Inference.ExampleSet } | undefined;
  return (prospect) => {
    const { found, model, record } = prospect;
    const { dataset } = found.loaded.spec.data;
    const key = canonicalJson([dataset, model.input, model.target, model.missing_means !== undefined]);
    if (last?.key !== key) last = { key, set: readExampleSet(dataset, model, true) };
    if (last.set.fingerprint !== record.hashes.data) refuse(prospect, "its data has changed since it was trained");
    return last.set;
  };
}

/**
 * Evaluates a member as it was evaluated after its training.
 * @param visit is given its outputs
 * @returns the threads that were used; undefined where it was stopped
 * @throws RefusedError unless its weights and figures are the recorded ones, to the last bit
 */
export async function evaluateMember(
  prospect: Prospect,
  { inputs, targets }: Inference.ExampleSet,
  visit: Parameters<Inference.OpenModel["evaluate"]>[2],
  signal: AbortSignal,
): Promise<number | undefined> {
  const { record, found, stored } = prospect;
  const [otherTensor] = otherWeights(join(record.path, WEIGHTS_FILE), stored, undefined);
  if (otherTensor) refuse(prospect, `${otherTensor.where}: ${otherTensor.what}`);
  const opened = await found.open(signal);
  try {
    if (opened.numerics !== record.numerics) {
      refuse(prospect, `it has ${record.numerics} numerics, which this machine has not`);
    }
    const evaluated = await opened.evaluate(inputs, targets, visit);
    if (!evaluated) return undefined;
    const [other] = otherLeaves({ test: record.test }, { test: evaluated.metrics });
    if (other !== undefined) refuse(prospect, `its model does not give the recorded figures: ${other}`);
    return opened.threads;
  } finally {
    await opened.close();
  }
}

function refuse({ record }: Prospect, rule: string): never {
  const hint = `see what differs: pnpm run verify ${shellWord(record.run)}`;
  throw new RefusedError("runner/commands", `${record.run}: ${rule}`, hint);
}
