import { elementsOf, type Tensor } from "@assay/kernels";
import { chainOf, hashOfMetrics, hashOfValues } from "./chain.ts";
import type { ChainLink, EpochRecord } from "./events.ts";
import { keptTensors } from "./memory.ts";
import type { Training } from "./training.ts";

/** The link of an epoch that has just been evaluated. */
export function linkOf({ engine, prepared }: Training, record: EpochRecord, previous?: ChainLink): ChainLink {
  const { parts, programs } = prepared;
  const hash = (tensor: Tensor): string => hashOfValues(elementsOf(engine, tensor));
  const link = {
    epoch: record.epoch,
    order: hash(programs.train.split.order),
    metrics: hashOfMetrics(record),
    tensors: Object.fromEntries(keptTensors(parts.model).map(({ name, tensor }) => [name, hash(tensor)])),
  };
  return { ...link, chain: chainOf(link, previous) };
}
