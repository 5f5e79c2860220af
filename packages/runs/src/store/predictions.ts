import { createHash } from "node:crypto";
import type { Predictions } from "@assay/training/events";
import { noFormula } from "./plain-text.ts";
import { shortestFloat } from "./shortest-float.ts";

/** A finished run's predictions of the test split. */
export const PREDICTIONS_FILE = "predictions.csv";

/**
 * predictions.csv: one line an example of the test split, in the order of its file. With classes the label, the predicted
 * class (their names, where they have some) and its `probability`, or its `output` where the model gives none; with values each target beside its prediction.
 */
export function predictionsCsv(predictions: Predictions): string {
  const lines = predictions.kind === "class" ? ofClasses(predictions) : ofValues(predictions);
  return `${lines.join("\n")}\n`;
}

/** SHA-256 (hex) of a text's UTF-8 bytes, as `sha256sum` gives it for the file. */
export const hashOfText = (text: string): string => createHash("sha256").update(text).digest("hex");

function ofClasses({ names, label, predicted, score, score_is }: Extract<Predictions, { kind: "class" }>): string[] {
  const name = (number: number | undefined): string => cell(names?.[number ?? -1] ?? String(number));
  const rows = Array.from(predicted, (found, i) =>
    [i, name(label[i]), name(found), shortestFloat(score[i] ?? 0)].join(),
  );
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

/** A text as RFC 4180 has it, and no formula to a spreadsheet; `readPredictions` gives it back as it was. */
function cell(text: string): string {
  const safe = noFormula(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
