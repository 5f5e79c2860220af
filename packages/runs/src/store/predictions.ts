import type { TrainOutcome } from "@assay/training/events";
import { shortestFloat } from "./shortest-float.ts";

/** predictions.csv: one line an example of the test split, in the order of its file. */
export function predictionsCsv({ label, predicted, score }: NonNullable<TrainOutcome["predictions"]>): string {
  const lines = ["index,label,predicted,score"];
  for (let i = 0; i < label.length; i++) lines.push(`${i},${label[i]},${predicted[i]},${shortestFloat(score[i] ?? 0)}`);
  return `${lines.join("\n")}\n`;
}
