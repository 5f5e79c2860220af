import type { ChainLink } from "@assay/training/events";
import type { Difference } from "./contract.ts";

/** The first tensor, in the order of the model, whose hash is another one. */
export const firstOtherTensor = (
  recorded: ChainLink["tensors"],
  found: Readonly<Record<string, string>>,
): string | undefined =>
  [...Object.keys(recorded), ...Object.keys(found)].find((name) => found[name] !== recorded[name]);

/** In what an epoch that was trained again differs from its link: the order, then the first tensor, then the figures. */
export function compareLinks(recorded: ChainLink, found: ChainLink, figure?: string): Difference | undefined {
  const at = { where: "replay", epoch: recorded.epoch };
  if (found.order !== recorded.order) return { ...at, what: "the examples come in another order" };
  const tensor = firstOtherTensor(recorded.tensors, found.tensors);
  if (tensor !== undefined) return { ...at, tensor, what: "other values" };
  if (found.metrics === recorded.metrics) return undefined;
  return { ...at, what: figure ?? "other figures" };
}
