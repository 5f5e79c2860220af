import type { Visit } from "./evaluate.ts";
import type { ModelDescription, Predictions } from "./events.ts";
import { highest, partition } from "./scores.ts";

/**
 * Collects what a model says of each example of the test split, while it is evaluated.
 * @param targets of all examples: their classes, or their values, row after row
 */
export function createPredictions(
  { target, outputs }: Pick<ModelDescription, "target" | "outputs">,
  targets: ArrayLike<number>,
): { predictions: Predictions; visit: Visit } {
  if (target.kind === "class") {
    const { predictions, visit } = ofClasses(targets.length, targets, target.classes, outputs);
    const { names } = target;
    return { predictions: { ...predictions, ...(names && { names }) }, visit };
  }
  const { size } = target;
  const predicted = new Float32Array(targets.length);
  return {
    predictions: { kind: "values", size, predicted, target: targets as Float32Array },
    visit: (start, values) => predicted.set(values, start * size),
  };
}

/** The class of the highest output, and how sure the model is: its share of the softmax, or the output where that is none. */
function ofClasses(count: number, label: ArrayLike<number>, classes: number, outputs: ModelDescription["outputs"]) {
  const predicted = new Int32Array(count);
  const score = new Float32Array(count);
  const meaning = outputs === "logits" ? "probability" : "output";
  const predictions = { kind: "class", label, predicted, score, score_is: meaning } as const;
  const visit: Visit = (start, values) => {
    const rows = { values, width: classes };
    for (let i = 0; i < values.length / classes; i++) {
      const best = highest(rows, i);
      predicted[start + i] = best;
      score[start + i] =
        meaning === "probability" ? 1 / partition(rows, i, best) : (values[i * classes + best] as number);
    }
  };
  return { predictions, visit };
}
