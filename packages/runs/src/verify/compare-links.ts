import type { ChainLink, EpochRecord } from "@assay/training/events";
import type { Difference } from "./contract.ts";

/** The first tensor, in the order of the model, whose hash is another one. */
export const firstOtherTensor = (
  recorded: ChainLink["tensors"],
  found: Readonly<Record<string, string>>,
): string | undefined => Object.keys(recorded).find((name) => found[name] !== recorded[name]);

/** In what an epoch that was trained again differs from what was recorded of it: the order, then the first tensor, then the figures. */
export function compareLinks(
  recorded: ChainLink,
  found: ChainLink,
  before: EpochRecord | undefined,
  record: EpochRecord,
): Difference | undefined {
  const at = { where: "replay", epoch: recorded.epoch };
  if (found.order !== recorded.order) return { ...at, what: "the examples come in another order" };
  const tensor = firstOtherTensor(recorded.tensors, found.tensors);
  if (tensor !== undefined) return { ...at, tensor, what: "other values" };
  if (found.metrics === recorded.metrics) return undefined;
  return { ...at, what: before ? otherFigure(before, record) : "other figures" };
}

/** The first figure of an epoch that is another one: "validation.accuracy is 0.975, recorded 0.981". */
function otherFigure(recorded: EpochRecord, found: EpochRecord): string {
  for (const split of ["train", "validation", "test"] as const) {
    for (const [name, value] of Object.entries(recorded[split] ?? {})) {
      const now = found[split]?.[name];
      if (JSON.stringify(now) !== JSON.stringify(value)) return `${split}.${name} is ${now}, recorded ${value}`;
    }
  }
  return "other figures";
}
