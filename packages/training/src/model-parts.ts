import type { DatasetDescription } from "@assay/data";
import type { ExperimentSpec, SpecPath } from "@assay/experiment";
import { InputError, sizeOf } from "@assay/kernels";
import { type BuiltLoss, createModel, type LossDefinition, type Model } from "@assay/layers";
import { accept, buildMetrics, type NamedMetric } from "./metrics.ts";
import { type Catalogue, find } from "./registries.ts";

/** The parts of a spec that a model needs to be evaluated. */
export interface ModelParts {
  readonly model: Model;
  readonly loss: BuiltLoss;
  /** What the model's outputs are to the loss. */
  readonly outputs: LossDefinition["outputs"];
  /** Between which numbers values to predict must lie, for the loss. */
  readonly within: LossDefinition["within"];
  readonly metrics: readonly NamedMetric[];
}

/**
 * Builds model, loss and metrics for data of this form, and checks that they go together.
 * @param at runs the builder of what stands at a path of the spec, and may give its errors their location
 * @throws InputError, or what `at` makes of it
 */
export function buildModelParts(
  spec: Pick<ExperimentSpec, "architecture" | "loss" | "metrics">,
  data: Pick<DatasetDescription, "shape" | "dtype" | "target" | "lone">,
  registries: Catalogue,
  at: <T>(path: SpecPath, make: () => T) => T,
): ModelParts {
  const { target } = data;
  const model = at(["architecture"], () => createModel(spec.architecture, data.shape));
  at(["architecture", spec.architecture.length - 1], () => checkOutput(model, data));
  const definition = find(registries.losses, spec.loss);
  const loss = at(["loss"], () => {
    accept(`layers/${spec.loss.type}`, definition.accepts, target, registries.losses);
    return definition.build(spec.loss, model.output, target);
  });
  const { outputs, within } = definition;
  const judged = { type: spec.loss.type, outputs };
  const metrics = at(["metrics"], () => buildMetrics(spec.metrics, model.output, target, judged, registries.metrics));
  return { model, loss, outputs, within, metrics };
}

/** @throws InputError unless the model gives a number for each class or value */
function checkOutput(
  { output }: Model,
  { target, dtype, lone }: Pick<DatasetDescription, "dtype" | "target" | "lone">,
): void {
  const wanted = target.kind === "class" ? target.classes : target.size;
  if (output.length === 1 && sizeOf(output) === wanted) return;
  const each = `each of the ${wanted} ${target.kind === "class" ? "classes" : "values"}`;
  const rule = `the last layer must give one output for ${each}, it gives [${output.join(", ")}]`;
  const isTable = target.kind === "class" && dtype === "f32";
  const classes = isTable ? `give it ${wanted} outputs, or set kind: values to predict numbers` : undefined;
  const hint = lone !== undefined && sizeOf(output) < wanted ? lone : classes;
  throw new InputError("experiment/spec", rule, [], hint);
}
