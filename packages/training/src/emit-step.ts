import { type Emitter, sizeOf, type Tensor, view } from "@assay/kernels";
import { emitModel } from "@assay/layers";
import { emitClip, emitEma } from "@assay/optimizers";
import type { Parts } from "./parts.ts";
import type { SplitTensors, Totals, TrainingTensors } from "./tensors.ts";

/**
 * Emits one step over a split: gather, augment, model, loss, metrics, and in training what becomes of the gradient.
 * @param updates whether a training step ends with an update, or leaves its gradient for a later one
 */
export function emitStep(
  emitter: Emitter,
  parts: Parts,
  tensors: TrainingTensors,
  split: SplitTensors,
  totals: Totals,
  updates: boolean,
): void {
  const { model, loss, metrics } = parts;
  const { guard, outputs } = tensors;
  const { x, targets } = emitInput(emitter, parts, tensors, split);
  const result = emitModel(model, loss, emitter, { x, targets });
  const sums = { loss: result.loss, totals: totals.loss, count: emitter.batch };
  emitter.emit("sum_loss", emitter.training ? { ...sums, guard } : sums);
  metrics.forEach(({ name, built }, i) => {
    const within = emitter.within("metrics:");
    const rows = within.tensor(name, [built.width], "f64");
    built.emit(within, { outputs: result.y, targets, rows });
    emitter.emit("sum_f64", { rows, sums: totals.metrics[i] as Tensor, count: emitter.batch, width: built.width });
  });
  if (emitter.training) {
    emitUpdate(emitter, parts, tensors, updates);
  } else {
    const width = sizeOf(model.output);
    const whole = { rows: 1, size: width, x_stride: width, x_offset: 0, y_stride: width, y_offset: 0 };
    emitter.emit("copy_slice", { x: result.y, y: outputs, ...whole });
  }
}

/** Emits what becomes of a batch before the model sees it: gathered, normalized and, in training, augmented. */
export function emitInput(
  emitter: Emitter,
  { data, normalizedPer, augmentations, model }: Parts,
  { affine, cursor, augmentKeys }: Pick<TrainingTensors, "affine" | "cursor" | "augmentKeys">,
  split: SplitTensors,
): { readonly x: Tensor; readonly targets: Tensor } {
  const { inputs, order } = split;
  const source = emitter.within("data:");
  const size = sizeOf(data.shape);
  let x = source.tensor("input", data.shape);
  const from = { values: inputs, order, cursor, affine, x, size };
  const bytes = data.dtype === "u8";
  if (!bytes) emitter.emit("gather_f32", from);
  else if (normalizedPer === "all") emitter.emit("gather_u8", { ...from, zeros: data.zeros ?? 0 });
  else emitter.emit("gather_u8_features", from);
  let targets = gatherTargets(source, split, data.target, cursor);
  if (emitter.training) {
    // A byte of 0 becomes the shift: one for all, or, at the first pixel of the row, one for each channel.
    const fill = affine.shape.length === 1 ? view(affine, [1], 1) : view(affine, [data.shape.at(-1) ?? 1], size);
    augmentations.forEach((build, i) => {
      const key = augmentKeys[i] as Tensor;
      ({ x, targets } = build(emitter.within(`augmentation ${i}:`), { x, targets, key, step: model.step, fill }));
    });
  }
  return { x, targets };
}

/** From the gradient of a batch to the update: averaged over batches, clipped, applied; then the average of the parameters. */
function emitUpdate(
  emitter: Emitter,
  { model: { values: value, gradients }, optimizer, clip }: Parts,
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
  optimizer.emit(emitter, { value, gradient, state, scalars, guard });
  if (average) emitEma(emitter, { value, average, scalars: averaging, guard });
}

/** The targets of a batch: i32 [batch], the classes, or f32 [batch, size], the values. */
function gatherTargets(
  emitter: Emitter,
  { targets: values, order }: SplitTensors,
  target: Parts["data"]["target"],
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
