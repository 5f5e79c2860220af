import { type Emitter, sizeOf, type Tensor } from "@assay/kernels";
import { emitModel } from "@assay/layers";
import type { Parts } from "./parts.ts";
import type { SplitTensors, Totals, TrainingTensors } from "./tensors.ts";

/** Emits one step over a split: gather, augment, model, loss, metrics, and in training the update. */
export function emitStep(
  emitter: Emitter,
  { data, augmentations, model, loss, metrics, optimizer }: Parts,
  { affine, cursor, augmentKeys, state, scalars, guard, outputs }: TrainingTensors,
  split: SplitTensors,
  totals: Totals,
): void {
  const { inputs, order } = split;
  const source = emitter.within("data:");
  const size = sizeOf(data.shape);
  let x = source.tensor("input", data.shape);
  const from = { values: inputs, order, cursor, affine, x, size };
  if (data.dtype === "u8") emitter.emit("gather_u8", { ...from, zeros: data.zeros ?? 0 });
  else emitter.emit("gather_f32", from);
  let targets = gatherTargets(source, split, data.target, cursor);
  if (emitter.training) {
    augmentations.forEach((build, i) => {
      const key = augmentKeys[i] as Tensor;
      ({ x, targets } = build(emitter.within(`augmentation ${i}:`), { x, targets, key, step: model.step, affine }));
    });
  }
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
    optimizer.emit(emitter, { value: model.values, gradient: model.gradients, state, scalars, guard });
  } else {
    const width = sizeOf(model.output);
    const whole = { rows: 1, size: width, x_stride: width, x_offset: 0, y_stride: width, y_offset: 0 };
    emitter.emit("copy_slice", { x: result.y, y: outputs, ...whole });
  }
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
