import type { TrainOutcome } from "@assay/training/events";
import { hashOfText, predictionsCsv } from "../store/predictions.ts";
import type { RunRecord } from "../store/record.ts";
import type { Difference } from "./contract.ts";

/** In what the end of a training differs from what was recorded. */
export function compareOutcome({ hashes, ...record }: RunRecord, outcome: TrainOutcome): Difference[] {
  const predictions = outcome.predictions && hashOfText(predictionsCsv(outcome.predictions));
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["the status", record.status, outcome.status],
    ["the initial weights' hash", hashes.initial_weights, outcome.hashes.initial_weights],
    ["the divergence", record.divergence, outcome.divergence],
    ["the number of steps", record.steps, outcome.steps],
    ["the final weights' hash", hashes.final_weights, outcome.hashes.final_weights],
    ...(["train", "validation", "test"] as const).map(
      (split) => [`the ${split} figures`, record[split], outcome[split] ?? null] as const,
    ),
    ["the predictions' hash", hashes.predictions ?? predictions, predictions],
  ];
  return pairs.flatMap(([name, recorded, found]) => {
    const [was, is] = [JSON.stringify(recorded), JSON.stringify(found)];
    return was === is ? [] : [{ where: "replay", what: `${name}: ${is ?? "none"}, recorded ${was ?? "none"}` }];
  });
}
