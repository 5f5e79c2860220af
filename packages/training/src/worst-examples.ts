import { sizeOf } from "@assay/kernels";
import type { Predictions } from "./events.ts";
import type { ModelDescription, WorstExample, WorstExamples } from "./model-description.ts";

const MOST = 24;

/** The inputs of the test split, as the data holds them. */
export interface TestInputs extends Pick<ModelDescription["input"], "shape" | "dtype"> {
  /** Row after row. */
  readonly values: ArrayLike<number>;
  /** What takes the place of missing ones. */
  readonly means?: ArrayLike<number> | undefined;
}

/** The examples of the test split that the model got most wrong. */
export function worstExamples({ shape, dtype, values, means }: TestInputs, predictions: Predictions): WorstExamples {
  const size = sizeOf(shape);
  const inputOf = (index: number): Uint8Array | Float32Array => {
    const input = (values as Uint8Array | Float32Array).slice(index * size, (index + 1) * size);
    return means ? input.map((value, i) => (Number.isNaN(value) ? (means[i] as number) : value)) : input;
  };
  const examples = rank(predictions).map((index): WorstExample => {
    const input = inputOf(index);
    if (predictions.kind === "class") {
      const { names, label, predicted, score } = predictions;
      const name = (number: number): string => names?.[number] ?? String(number);
      return {
        ...{ index, label: name(label[index] as number), predicted: name(predicted[index] as number) },
        ...{ score: score[index] as number, input },
      };
    }
    const row = (from: Float32Array): number[] =>
      Array.from(from.subarray(index * predictions.size, (index + 1) * predictions.size));
    return { index, label: row(predictions.target), predicted: row(predictions.predicted), input };
  });
  return { shape, dtype, examples };
}

/** The numbers of the worst examples, the worst first; of equally wrong ones the first. */
function rank(predictions: Predictions): readonly number[] {
  const wrong = predictions.kind === "class" ? misclassified(predictions) : errors(predictions);
  return wrong
    .sort((a, b) => b.by - a.by || a.index - b.index)
    .slice(0, MOST)
    .map(({ index }) => index);
}

function misclassified({ label, predicted, score }: Extract<Predictions, { kind: "class" }>) {
  return Array.from(predicted, (found, index) => ({ index, by: score[index] as number, found })).filter(
    ({ index, found, by }) => found !== label[index] && Number.isFinite(by),
  );
}

/** By the largest error among the values of an example. */
function errors({ size, target, predicted }: Extract<Predictions, { kind: "values" }>) {
  return Array.from({ length: predicted.length / size }, (_, index) => {
    let by = 0;
    for (let i = index * size; i < (index + 1) * size; i++) {
      by = Math.max(by, Math.abs((predicted[i] as number) - (target[i] as number)));
    }
    return { index, by };
  });
}
