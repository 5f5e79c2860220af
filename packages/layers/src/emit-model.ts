import type { Emitter, Tensor } from "@assay/kernels";
import type { BuiltLoss } from "./contract.ts";
import type { Model } from "./model.ts";

/**
 * Emits what every program of a model does with a batch: forward, loss, and, in training, the gradients of all parameters.
 *
 * @param targets as the loss takes them: see `BuiltLoss`
 * @returns the outputs, the loss of each sample, and, of a weighted loss, what it counts for
 */
export function emitModel(
  model: Model,
  loss: BuiltLoss,
  emitter: Emitter,
  { x, targets }: { readonly x: Tensor; readonly targets: Tensor },
): { readonly y: Tensor; readonly loss: Tensor; readonly weights: Tensor | undefined } {
  const { y, backward } = model.forward(emitter, x);
  const end = emitter.within("loss:");
  const tensors = { x: y, targets, loss: end.tensor("value", []) };
  const { dx: dy, weights } = loss.emit(end, tensors);
  if (dy) backward(dy, false);
  return { y, loss: tensors.loss, weights };
}
