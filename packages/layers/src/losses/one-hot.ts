import type { Emitter, Tensor } from "@assay/kernels";

/**
 * Emits the rows of classes: 1 for the class, 0 for all others.   labels i32 [batch] → f32 [batch, classes]
 * @param ignore a class whose row is all 0; below 0: none
 */
export function oneHot(emitter: Emitter, labels: Tensor, classes: number, ignore = -1): Tensor {
  const y = emitter.tensor("one-hot", [classes]);
  emitter.emit("one_hot", { labels, y, classes, ignore });
  return y;
}
