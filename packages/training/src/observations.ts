import type { Observation } from "@assay/optimizers";
import type { Progress } from "./events.ts";
import type { Parts } from "./parts.ts";
import { monitored } from "./policies/monitored.ts";

/** What the evaluations so far have found of the figure that the learning-rate schedule watches; nothing where it watches none. */
export function observationsOf(
  { watched }: Pick<Parts, "watched">,
  { records, links }: Pick<Progress, "records" | "links">,
): Observation[] {
  if (!watched) return [];
  const evaluated = new Set(links.map(({ epoch }) => epoch));
  return records
    .filter(({ epoch }) => evaluated.has(epoch))
    .map((record) => ({ step: record.step, value: monitored(watched.part, watched, record) }));
}
