import { drawInto, shuffleInto } from "@assay/data";
import { elementsOf, stream } from "@assay/kernels";
import type { Training } from "./training.ts";

/** Writes the order in which an epoch (from 1) visits the training part: a function of seed and epoch alone. */
export function orderEpoch({ engine, prepared, split }: Training, epoch: number): void {
  const { spec } = prepared.loaded;
  const fillOrder = spec.training.sampling === "shuffle" ? shuffleInto : drawInto;
  const order = elementsOf(engine, prepared.programs.train.split.order) as Int32Array;
  fillOrder(order, split.train, stream(spec.seed, `shuffle/${epoch}`));
}
