import { sizeOf } from "@assay/kernels";
import type { Visit } from "./evaluate.ts";
import type { Predictions } from "./events.ts";
import { highest, partition } from "./scores.ts";
import type { Training } from "./training.ts";

/** Collects what the model says of each example of the test split, while it is evaluated. */
export function createPredictions({ prepared, dataset }: Training): { predictions: Predictions; visit: Visit } {
  const { data, model, outputs } = prepared.parts;
  const { test } = dataset;
  if (data.target.kind === "class") {
    const { predictions, visit } = ofClasses(test.count, test.targets.values, sizeOf(model.output), outputs);
    const { names } = data.target;
    return { predictions: { ...predictions, ...(names && { names }) }, visit };
  }
  const { size } = data.target;
  const predicted = new Float32Array(test.count * size);
  return {
    predictions: { kind: "values", size, predicted, target: test.targets.values as Float32Array },
    visit: (start, values) => predicted.set(values, start * size),
  };
}

/** The class of the highest output, and how sure the model is: its share of the softmax, or the output where that is none. */
function ofClasses(count: number, label: ArrayLike<number>, classes: number, outputs: "logits" | "values") {
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
