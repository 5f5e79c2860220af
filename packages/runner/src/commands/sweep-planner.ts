import { SpecError } from "@assay/experiment/error";
import { canonicalJson, hashOf } from "@assay/experiment/identity";
import { metricOf, type PlannedTrial, type Setting, type Sweep } from "@assay/sweeps";
import type { MetricInfo } from "@assay/training/events";
import { identityOfRun } from "./identity-of-run.ts";
import type { Prepared, Trainer } from "./services.ts";

/** A trial whose run is known. */
export interface RunTrial extends PlannedTrial {
  /** "<experiment>/<run>" */
  readonly run: string;
  readonly identity: string;
  /** SHA-256 (hex) of its data. */
  readonly data: string;
  /** Of its whole training. */
  readonly epochs: number;
}

/** Makes trials of settings: each is checked as a spec that is to be trained, and its run is found. */
export interface Planner {
  /** All of them, where they depend on no result. */
  readonly all: readonly RunTrial[] | undefined;
  /** What the trials measure. */
  readonly metrics: readonly MetricInfo[];
  trialsOf(setting: Setting, number: number): readonly RunTrial[];
}

/** @throws SpecError for a trial that cannot be trained, does not measure what the sweep ranks by, or is ranked the wrong way round */
export function createPlanner(sweep: Sweep, trainer: Trainer, wanted: "fused" | "strict"): Planner {
  const numerics = trainer.chooseNumerics(wanted);
  /** By what identifies a setting's trials: a setting that turns out to be no valid spec leaves its number to the next one. */
  const cache = new Map<string, readonly RunTrial[]>();
  const keyOf = (setting: Setting, number: number): string => `${number} ${canonicalJson(setting)}`;
  let first: { readonly metrics: readonly MetricInfo[] } | undefined;
  const plan = (trial: PlannedTrial): RunTrial => {
    const prepared = prepareTrial(sweep, trial, trainer);
    const { metrics } = prepared.parts;
    first ??= { metrics };
    const [data, { epochs }] = [prepared.fingerprint(), prepared.parts.plan];
    const run = identityOfRun(trial.loaded, prepared, numerics);
    const identity = hashOf([run, trial.loaded.hash, data, trainer.NUMERICS_VERSION].join("\n"));
    return { ...trial, run, identity, data, epochs };
  };
  const planAll = (trials: readonly PlannedTrial[]): readonly RunTrial[] => {
    const planned = trials.map(plan);
    for (const trial of planned) {
      const key = keyOf(trial.sets, trial.setting);
      cache.set(key, [...(cache.get(key) ?? []), trial]);
    }
    return planned;
  };
  const trialsOf = (setting: Setting, number: number): readonly RunTrial[] => {
    const key = keyOf(setting, number);
    if (!cache.has(key)) planAll(sweep.trialsOf(setting, number));
    return cache.get(key) ?? [];
  };
  const all = sweep.trials && planAll(sweep.trials);
  if (!first) tryFirst(sweep, (setting, number) => void trialsOf(setting, number));
  return { all, metrics: first?.metrics ?? [], trialsOf };
}

/**
 * Checks each trial of a sweep as a spec that is to be trained, without looking at its data; of one that learns from results the first
 * setting. @throws see `createPlanner`
 */
export function checkTrials(sweep: Sweep, trainer: Trainer): void {
  const check = (trials: readonly PlannedTrial[]): void => {
    for (const trial of trials) prepareTrial(sweep, trial, trainer);
  };
  if (sweep.trials) check(sweep.trials);
  else tryFirst(sweep, (setting, number) => check(sweep.trialsOf(setting, number)));
}

/**
 * Looks at the first setting of a search that learns. One that is no valid spec is passed over, as it will be when it is tried.
 * @throws what is wrong with it where there is no other
 */
function tryFirst(sweep: Sweep, check: (setting: Setting, number: number) => void): void {
  const invalid: SpecError[] = [];
  const search = sweep.search({ check, onInvalid: (_, error) => void invalid.push(error) });
  if (search.next(() => undefined) !== "found" && invalid[0]) throw invalid[0];
}

function prepareTrial(sweep: Sweep, trial: PlannedTrial, trainer: Trainer): Prepared {
  const prepared = trainer.prepare(trial.loaded);
  checkMetric(sweep, trial, prepared.parts.metrics);
  return prepared;
}

function checkMetric(
  { metric, metricAt, goalAt }: Sweep,
  { number }: PlannedTrial,
  metrics: readonly MetricInfo[],
): void {
  const wanted = metricOf(metric);
  if (wanted === "loss") return;
  const found = metrics.find(({ name }) => name === wanted);
  if (!found) {
    const known = [...metrics.map(({ name }) => name), "loss"].map((name) => `validation.${name}`);
    const rule = `trial ${number + 1} does not measure ${metric.name}`;
    throw new SpecError("runner/sweep", rule, metricAt, `it measures ${known.join(", ")}`);
  }
  const right = found.better === "higher" ? "maximize" : "minimize";
  if (metric.goal === right) return;
  const rule = `${metric.name} is better the ${found.better} it is, got ${metric.goal}`;
  throw new SpecError("runner/sweep", rule, goalAt, `write ${right}`);
}
