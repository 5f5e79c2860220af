import type { ModelDescription } from "@assay/training/events";
import type { EnsembleMember, RunRecord } from "../store/record.ts";
import type { PlainSpec } from "../store/spec-of.ts";
import { alike } from "./differences.ts";
import { differing, shortHash } from "./differing.ts";
import { flow, lossMeasured, targetsOf } from "./measured.ts";
import { withoutPaths } from "./settings.ts";

/** A run that is to be a member of an ensemble. */
export interface Candidate {
  /** The run's name. */
  readonly label: string;
  readonly member: EnsembleMember;
  readonly record: RunRecord;
  /** Complete: with today's defaults. */
  readonly spec: PlainSpec;
  readonly model: ModelDescription;
}

/**
 * Why the predictions of runs must not be averaged, one sentence each: they are of other examples, or say other things of them.
 * What a model is free to choose is no reason: architecture, training, and what it sees of an example.
 */
export function objectionsToEnsemble(candidates: readonly Candidate[]): string[] {
  const target = ({ model }: Candidate): string => flow(model.target);
  return [
    differing(candidates, "Different data", ({ record }) => record.hashes.data ?? "not recorded", shortHash),
    differing(candidates, "Different examples or targets of the data", ({ spec }) => targetsOf(spec)),
    differing(candidates, "Different targets or classes", target),
    differing(candidates, "Outputs on different scales, by the losses", scaleOf),
    differing(candidates, "Different numerics", ({ record }) => record.numerics),
    metricsOf(candidates)?.length === 0 ? "They have no metric in common." : undefined,
  ].filter((sentence) => sentence !== undefined);
}

/**
 * The spec of an ensemble, for those who read and compare: what the members' specs share, and a list where they have different
 * values. It is judged by the metrics that all of them have.
 * @param candidates in order
 * @param loss that it is judged by
 */
export function ensembleSpec(name: string, candidates: readonly Candidate[], loss: unknown): PlainSpec {
  const [first = {}] = candidates.map(({ spec }) => spec);
  const shared = merged(candidates.map(({ spec }) => withoutPaths(spec))) as PlainSpec;
  const metrics = metricsOf(candidates);
  return {
    ...{ name, ensemble: candidates.map(({ label }) => label) },
    ...Object.fromEntries(Object.entries(shared).filter(([key]) => key !== "name" && key !== "metrics")),
    data: withPathsOf(first, shared.data),
    loss,
    ...(metrics && { metrics }),
  };
}

/** The loss of all of them, as far as its figures go; undefined where they have different ones. */
export function sharedLoss(candidates: readonly Candidate[]): unknown {
  const [first, ...others] = candidates.map(({ spec }) => spec);
  return first && others.every((spec) => lossMeasured(spec) === lossMeasured(first)) ? first.loss : undefined;
}

/** The type of loss that they all have, with different options, or else the usual one of such outputs. */
export function usualLoss(candidates: readonly Candidate[]): string {
  const [type = "", ...others] = candidates.map(lossType);
  if (others.every((other) => other === type)) return type;
  return candidates[0]?.model.outputs === "logits" ? "cross_entropy" : "mse";
}

/** What is averaged: the softmax of logits, values on the scale of the targets, of bce_with_logits on values the sigmoids. */
function scaleOf(candidate: Candidate): string {
  const { target, outputs } = candidate.model;
  const type = lossType(candidate);
  if (outputs === "logits") return "probabilities";
  return target.kind === "values" && type !== "bce_with_logits" ? "that of the targets" : type;
}

const lossType = ({ spec: { loss } }: Candidate): string => (isObject(loss) ? String(loss.type) : String(loss));

/** The metrics that all of them name, in the order of the first; undefined where each has the usual ones of its kind of target. */
function metricsOf(candidates: readonly Candidate[]): readonly unknown[] | undefined {
  if (candidates.every(({ spec }) => spec.metrics === undefined)) return undefined;
  const lists = candidates.map(({ spec, record }) =>
    Array.isArray(spec.metrics) ? spec.metrics : record.metrics.map(({ name }) => ({ type: name })),
  );
  const [first = []] = lists;
  return first.filter((part) => lists.every((list) => list.some((other) => alike([part, other]))));
}

/** Values that are one where they are alike; otherwise objects key by key, and of anything else each value once. */
function merged(values: readonly unknown[]): unknown {
  if (alike(values)) return values[0];
  if (values.every(isObject) && alike(values.map(({ type }) => type))) {
    const keys = [...new Set(values.flatMap((value) => Object.keys(value)))];
    return Object.fromEntries(keys.map((key) => [key, merged(values.map((value) => value[key]))]));
  }
  return values
    .map((value) => value ?? null)
    .filter((value, i, all) => all.findIndex((other) => alike([value, other])) === i);
}

/** The shared section of the data, and the paths of one of the specs. */
function withPathsOf(spec: PlainSpec, shared: unknown): unknown {
  const { data } = spec;
  if (!isObject(data) || !isObject(data.dataset) || !isObject(shared) || !isObject(shared.dataset)) return shared;
  return { ...shared, dataset: { ...data.dataset, ...shared.dataset } };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
