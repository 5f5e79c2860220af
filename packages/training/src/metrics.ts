import type { PartSpec } from "@assay/experiment";
import { type Engine, elementsOf, InputError } from "@assay/kernels";
import type { BuiltMetric, LossDefinition, Shape, Target } from "@assay/layers";
import type { MetricInfo, Metrics } from "./events.ts";
import { type Catalogue, find } from "./registries.ts";
import type { Totals } from "./tensors.ts";

/** A metric of a training: how it is computed, and how records and tables call it. */
export interface NamedMetric extends MetricInfo {
  readonly built: BuiltMetric;
}

/** What is measured where a spec has no `metrics`; the first one is what tables rank by. */
const DEFAULTS: Readonly<Record<Target["kind"], readonly string[]>> = {
  class: ["accuracy"],
  values: ["rmse", "mae", "r2"],
};

/** Builds the metrics of a spec, for outputs that were trained by a loss. @throws InputError whose path leads to the metric: [1, "k"] */
export function buildMetrics(
  asked: readonly PartSpec[] | undefined,
  output: Shape,
  target: Target,
  loss: { readonly type: string; readonly outputs: LossDefinition["outputs"] },
  definitions: Catalogue["metrics"],
): NamedMetric[] {
  const parts = asked ?? DEFAULTS[target.kind].map((type): PartSpec => ({ type }));
  const named = new Set<string>();
  return parts.map((part, i) => {
    try {
      const definition = find(definitions, part);
      accept(`layers/${part.type}`, definition.accepts, target, definitions);
      if (definition.needs && definition.needs !== loss.outputs) {
        const rule = `needs probabilities, and the outputs of a model for ${loss.type} are none`;
        throw new InputError(`layers/${part.type}`, rule, [], "with the loss cross_entropy their softmax is");
      }
      const name = definition.label?.(part) ?? part.type;
      if (named.has(name)) throw new InputError(`layers/${part.type}`, `the metric ${name} stands here twice`);
      named.add(name);
      const { better, shown } = definition;
      return { name, better, shown, built: definition.build(part, output, target) };
    } catch (error) {
      throw error instanceof InputError ? error.within(i) : error;
    }
  });
}

/** What records and tables must know of metrics, without the functions that compute them. */
export const infoOf = (metrics: readonly MetricInfo[]): MetricInfo[] =>
  metrics.map(({ name, better, shown }) => ({ name, better, shown }));

interface Accepting {
  readonly accepts: readonly Target["kind"][];
}

/**
 * @param parts the losses, or the metrics, of which some would fit
 * @throws InputError where a loss or a metric cannot judge targets of this kind
 */
export function accept(
  part: string,
  accepts: readonly Target["kind"][],
  { kind }: Target,
  parts: Readonly<Record<string, Accepting>>,
): void {
  if (accepts.includes(kind)) return;
  const words = { class: "classes", values: "numbers" } as const;
  const wanted = accepts.map((name) => words[name]).join(" or ");
  const fitting = Object.keys(parts).filter((type) => parts[type]?.accepts.includes(kind));
  const rule = `is for targets that are ${wanted}; the data's are ${words[kind]}`;
  throw new InputError(part, rule, [], `for ${words[kind]}: ${fitting.join(", ")}`);
}

/** Sets running sums to zero. */
export function clear(engine: Engine, totals: Totals): void {
  for (const tensor of [totals.loss, ...totals.metrics]) elementsOf(engine, tensor).fill(0);
}

/** The sums of an epoch or a split so far: of the loss, then of each metric. */
export const sumsOf = (engine: Engine, { loss, metrics }: Totals): ArrayLike<number>[] =>
  [loss, ...metrics].map((tensor) => elementsOf(engine, tensor));

/** The mean of losses with these weights; where none counts, as the step's own (`sum_loss`), their sum: 0, or a NaN. */
export const meanLoss = (total: number, weight: number): number => (weight > 0 ? total / weight : total);

/** What sums amount to. */
function figuresOf([totals, ...sums]: readonly ArrayLike<number>[], metrics: readonly NamedMetric[]): Metrics {
  const [loss, examples, , weight = examples] = totals as unknown as [number, number, number, number?];
  const values = metrics.map(
    ({ name, built }, i) => [name, built.finish(sums[i] as ArrayLike<number>, examples)] as const,
  );
  return { loss: meanLoss(loss, weight), ...Object.fromEntries(values) };
}

/** What the totals of an epoch or a split amount to so far. */
export const metricsOf = (engine: Engine, totals: Totals, metrics: readonly NamedMetric[]): Metrics =>
  figuresOf(sumsOf(engine, totals), metrics);

/** What has been added to the totals since `before`, copies of the sums, was taken. */
export const metricsSince = (
  before: readonly ArrayLike<number>[],
  engine: Engine,
  totals: Totals,
  metrics: readonly NamedMetric[],
): Metrics =>
  figuresOf(
    sumsOf(engine, totals).map((sums, i) => Array.from(sums, (sum, j) => sum - (before[i]?.[j] as number))),
    metrics,
  );
