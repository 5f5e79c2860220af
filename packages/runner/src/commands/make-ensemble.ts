import { type ExperimentSpec, writeYaml } from "@assay/experiment";
import { ensembleSpec, sharedLoss, usualLoss } from "@assay/runs";
import { type Ensemble, type EnsembleFiles, RefusedError, type RunRecord, thisMachine } from "@assay/runs/store";
import type * as Inference from "@assay/training/inference";
import type { Context } from "./context.ts";
import { evaluateMember, type Prospect, testSplits } from "./ensemble-members.ts";
import type { PlannedEnsemble } from "./plan-ensemble.ts";

export interface MakeOptions {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Told of each member before it is evaluated. */
  readonly say: (line: string) => void;
}

/**
 * Evaluates each member on the test split, averages what they say, and judges that as what a model says.
 * @returns undefined where it was stopped
 * @throws RefusedError where a member does not give the bits that it has recorded, or was tested on other examples than the first
 */
export async function makeEnsemble(
  { members, place, hash, data }: PlannedEnsemble,
  { threads, signal, say }: MakeOptions,
  { services, clock }: Context,
): Promise<EnsembleFiles | undefined> {
  const [since, started] = [clock.seconds(), clock.now()];
  const inference = await services.inference();
  const [first] = members;
  const { record: firstRecord, model } = first;
  const testSplitOf = testSplits(inference);
  const own = testSplitOf(first);
  const average = inference.createAverage(model, own.examples);
  let used = 0;
  for (const [i, member] of members.entries()) {
    if (signal.aborted) return undefined;
    say(`Evaluating ${member.label} (${i + 1} of ${members.length}) …`);
    const set = testSplitOf(member);
    if (!sameTargets(set, own)) {
      throw new RefusedError("runner/commands", `${member.label} and ${first.label} were tested on other examples`);
    }
    const found = await evaluateMember(member, set, average.next(), signal);
    if (found === undefined) return undefined;
    used = found;
  }
  const loss = sharedLoss(members) ?? (await newLoss(members, say, services));
  const spec = ensembleSpec(place.name, members, loss);
  const judged = await inference.judgeOutputs(
    {
      spec: spec as unknown as ExperimentSpec,
      ...{ description: model, outputs: average.outputs(), targets: own.targets },
      inputs: { ...model.input, values: own.inputs, means: model.missing_means },
    },
    { threads, numerics: firstRecord.numerics, signal },
  );
  if (!judged) return undefined;
  const sum = (of: (record: RunRecord) => number | null): number =>
    members.reduce((total, { record }) => total + (of(record) ?? 0), 0);
  const record: RunRecord = {
    ...{ run: "", path: "", status: "completed", name: place.name, seed: 0, epochs: 0, steps: 0 },
    ...{ threads: used, numerics: firstRecord.numerics },
    hashes: { spec: hash, data, initial_weights: null, final_weights: null },
    ...{ metrics: judged.measured, train: null, validation: null, test: judged.metrics },
    seconds: sum(({ seconds }) => seconds) + clock.seconds() - since,
    train_seconds: sum(({ train_seconds }) => train_seconds),
    samples_per_second: null,
    parameters: sum(({ parameters }) => parameters),
    test_evaluations: 1,
    ...{ started: started.toISOString(), machine: thisMachine() },
    versions: await services.versions(await services.trainer()),
    ensemble: { average: averaged(model), members: members.map(({ member }) => member) },
    ...(judged.classes && { classes: judged.classes }),
  };
  return { record, resolved: writeYaml(spec), predictions: judged.predictions, worst: judged.worst };
}

/** What members of different losses are judged by together. What completes it takes a while to load. */
async function newLoss(
  members: PlannedEnsemble["members"],
  say: MakeOptions["say"],
  services: Context["services"],
): Promise<unknown> {
  const type = usualLoss(members);
  say(`The members have different losses; theirs together is ${type}.`);
  return (await services.complete())({ loss: { type } }).loss;
}

const averaged = ({ target, outputs }: Prospect["model"]): Ensemble["average"] =>
  target.kind === "values" ? "values" : outputs === "logits" ? "probabilities" : "outputs";

const sameTargets = ({ targets: a }: Inference.ExampleSet, { targets: b }: Inference.ExampleSet): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);
