import type { Predictions } from "@assay/training/events";
import { shortestFloat } from "./shortest-float.ts";

/**
 * predictions.csv: one line an example of the test split, in the order of its file. With classes the label, the predicted
 * class and its `probability`, or its `output` where the model gives none; with values each target beside its prediction.
 */
export function predictionsCsv(predictions: Predictions): string {
  const lines = predictions.kind === "class" ? ofClasses(predictions) : ofValues(predictions);
  return `${lines.join("\n")}\n`;
}

function ofClasses({ label, predicted, score, score_is }: Extract<Predictions, { kind: "class" }>): string[] {
  const rows = Array.from(predicted, (found, i) => `${i},${label[i]},${found},${shortestFloat(score[i] ?? 0)}`);
  return [`index,label,predicted,${score_is}`, ...rows];
}

function ofValues({ size, target, predicted }: Extract<Predictions, { kind: "values" }>): string[] {
  const columns = Array.from({ length: size }, (_, j) => (size === 1 ? "" : `_${j}`));
  const head = ["index", ...columns.flatMap((suffix) => [`target${suffix}`, `predicted${suffix}`])];
  const rows = Array.from({ length: predicted.length / size }, (_, i) =>
    [i, ...columns.flatMap((_, j) => [target, predicted].map((from) => shortestFloat(from[i * size + j] ?? 0)))].join(),
  );
  return [head.join(), ...rows];
}
