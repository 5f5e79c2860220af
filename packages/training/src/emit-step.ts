import type { Target } from "@assay/data";
import { type Emitter, sizeOf, type Tensor, view } from "@assay/kernels";
import { emitModel } from "@assay/layers";
import { emitClip, emitEma } from "@assay/optimizers";
import type { Parts } from "./parts.ts";
import { areProbabilities } from "./scores.ts";
import type { EvaluationTensors, SplitTensors, Totals, TrainingTensors } from "./tensors.ts";

/** What an evaluation needs of a spec's parts. */
export type EvaluationParts = Pick<Parts, "normalizedPer" | "model" | "loss" | "outputs" | "metrics"> & {
  readonly data: Pick<Parts["data"], "shape" | "dtype" | "target" | "zeros">;
};

/** A batch as the model sees it. */
interface Batch {
  readonly x: Tensor;
  readonly targets: Tensor;
}

/**
 * Emits one training step over a split: gather, augment, model, loss, metrics, and what becomes of the gradient.
 * @param updates whether it ends with an update, or leaves its gradient for a later one
 */
export function emitTrainingStep(
  emitter: Emitter,
  parts: Parts,
  tensors: TrainingTensors,
  split: SplitTensors,
  totals: Totals,
  updates: boolean,
): void {
  const batch = emitAugmented(emitter, parts, tensors, split);
  emitJudged(emitter, parts, batch, totals, tensors.guard);
  emitUpdate(emitter, parts, tensors, updates);
}

/** Emits one evaluation step over a split: gather, model, loss, metrics, and a copy of the outputs. */
export function emitEvaluationStep(
  emitter: Emitter,
  parts: EvaluationParts,
  tensors: EvaluationTensors,
  split: SplitTensors,
  totals: Totals,
): void {
  const y = emitJudged(emitter, parts, emitGather(emitter, parts, tensors, split), totals);
  const width = sizeOf(parts.model.output);
  const whole = { rows: 1, size: width, x_stride: width, x_offset: 0, y_stride: width, y_offset: 0 };
  emitter.emit("copy_slice", { x: y, y: tensors.outputs, ...whole });
}

/** Emits the model, and what its outputs add to the sums of loss and metrics. @returns the outputs as predictions are made of them */
function emitJudged(
  emitter: Emitter,
  { model, loss, outputs: kind, metrics, data: { target } }: EvaluationParts,
  batch: Batch,
  totals: Totals,
  guard?: Tensor,
): Tensor {
  const result = emitModel(model, loss, emitter, batch);
  emitter.emit("sum_loss", {
    ...{ loss: result.loss, weights: result.weights, totals: totals.loss, count: emitter.batch },
    ...{ weighted: loss.isWeighted ? 1 : 0, ...(guard && { guard }) },
  });
  const within = emitter.within("metrics:");
  const outputs = areProbabilities({ target, outputs: kind }) ? probabilities(within, result.y) : result.y;
  const targets = target.kind === "class" ? heaviest(within, batch.targets) : batch.targets;
  metrics.forEach(({ name, built }, i) => {
    const rows = within.tensor(name, [built.width], "f64");
    built.emit(within, { outputs, targets, rows });
    emitter.emit("sum_f64", { rows, sums: totals.metrics[i] as Tensor, count: emitter.batch, width: built.width });
  });
  return outputs;
}

/** The sigmoid of each output: the ranks of classes need none, and large outputs would become equal. */
function probabilities(emitter: Emitter, x: Tensor): Tensor {
  const [, ...shape] = x.shape;
  const y = emitter.tensor("probabilities", shape);
  emitter.emit("sigmoid", { x, y, size: sizeOf(shape) });
  return y;
}

/** The class of each example: of several mixed into one the class with the largest share, as PyTorch's recipes count. */
function heaviest(emitter: Emitter, targets: Tensor): Tensor {
  if (targets.dtype === "i32") return targets;
  const y = emitter.tensor("classes", [], "i32");
  emitter.emit("argmax", { x: targets, y, size: targets.shape[1] as number });
  return y;
}

/** Emits what becomes of a batch before the model sees it: gathered and normalized. */
export function emitGather(
  emitter: Emitter,
  { data, normalizedPer }: EvaluationParts,
  { affine, cursor }: Pick<EvaluationTensors, "affine" | "cursor">,
  split: SplitTensors,
): Batch {
  const { inputs, order } = split;
  const source = emitter.within("data:");
  const size = sizeOf(data.shape);
  const x = source.tensor("input", data.shape);
  const from = { values: inputs, order, cursor, affine, x, size };
  if (data.dtype !== "u8") emitter.emit("gather_f32", from);
  else if (normalizedPer === "all") emitter.emit("gather_u8", { ...from, zeros: data.zeros ?? 0 });
  else emitter.emit("gather_u8_features", from);
  return { x, targets: gatherTargets(source, split, data.target, cursor) };
}

/** The same in training: gathered, normalized and augmented. */
export function emitAugmented(
  emitter: Emitter,
  parts: Parts,
  tensors: Pick<TrainingTensors, "affine" | "cursor" | "augmentKeys">,
  split: SplitTensors,
): Batch {
  const { affine, augmentKeys } = tensors;
  const { data, augmentations, model } = parts;
  let { x, targets } = emitGather(emitter, parts, tensors, split);
  const size = sizeOf(data.shape);
  // Scales, then shifts, which are what a byte of 0 becomes: one for all, or, at the first pixel, one for each channel.
  const isOne = affine.shape.length === 1;
  const each = isOne ? 1 : (data.shape.at(-1) ?? 1);
  const [scale, fill] = [view(affine, [each]), view(affine, [each], isOne ? 1 : size)];
  augmentations.forEach((build, i) => {
    const key = augmentKeys[i] as Tensor;
    ({ x, targets } = build(emitter.within(`augmentation ${i}:`), { x, targets, key, step: model.step, fill, scale }));
  });
  return { x, targets };
}

/** From the gradient of a batch to the update: averaged over batches, clipped, applied; then the average of the parameters. */
function emitUpdate(
  emitter: Emitter,
  { model: { values: value, gradients }, optimizer, parameters, clip }: Parts,
  { accumulated, accumulation, state, scalars, guard, average, averaging }: TrainingTensors,
  updates: boolean,
): void {
  if (accumulated) {
    const size = sizeOf(gradients.shape);
    emitter.emit("accumulate", { x: gradients, y: accumulated, scalars: accumulation, size });
  }
  if (!updates) return;
  const gradient = accumulated ?? gradients;
  if (clip) emitClip(emitter, gradient, clip);
  optimizer.emit(emitter, { parameters, value, gradient, state, scalars, guard });
  if (average) emitEma(emitter, { value, average, scalars: averaging, guard });
}

/** The targets of a batch: i32 [batch], the classes, or f32 [batch, size], the values. */
function gatherTargets(
  emitter: Emitter,
  { targets: values, order }: SplitTensors,
  target: Target,
  cursor: Tensor,
): Tensor {
  if (target.kind === "values") {
    const y = emitter.tensor("targets", [target.size]);
    emitter.emit("gather_words", { values, order, cursor, y, size: target.size });
    return y;
  }
  const y = emitter.tensor("targets", [], "i32");
  if (values.dtype === "u8") emitter.emit("gather_labels", { values, order, cursor, y });
  else emitter.emit("gather_words", { values, order, cursor, y, size: 1 });
  return y;
}
