import { exp, log } from "@assay/kernels";
import type { Visit } from "../evaluate.ts";
import type { ModelDescription } from "../events.ts";
import { highest, partition } from "../scores.ts";

/** What several models say of the same examples, put together. */
export interface Average {
  /** Takes one more model's outputs, batch by batch: `visit` is for its evaluation. */
  next(): Visit;
  /** The outputs of the ensemble, row after row: what one model would give that says the mean. */
  outputs(): Float32Array;
}

/**
 * Averages models, each counting the same: where outputs are logits the probabilities, p = 1/M Σₘ softmax(xₘ), otherwise the
 * outputs themselves (Hansen and Salamon 1990, "Neural Network Ensembles"; Lakshminarayanan et al. 2017, "Simple and Scalable
 * Predictive Uncertainty Estimation using Deep Ensembles"). The outputs are log p, whose softmax is p. Log odds of values are
 * visited as their sigmoids, the probabilities of yes, and so averaged. Sums are f64, in the order in which the models come;
 * that of a softmax is kept as its logarithm, so that none underflows.
 */
export function createAverage(description: Pick<ModelDescription, "target" | "outputs">, examples: number): Average {
  const { target, outputs } = description;
  const width = target.kind === "class" ? target.classes : target.size;
  const isLogits = outputs === "logits";
  const sums = new Float64Array(examples * width).fill(isLogits ? Number.NEGATIVE_INFINITY : 0);
  let models = 0;

  const addValues: Visit = (start, values) => {
    for (let i = 0; i < values.length; i++) (sums[start * width + i] as number) += values[i] as number;
  };
  const addLogits: Visit = (start, values) => {
    const rows = { values, width };
    for (let row = 0; row < values.length / width; row++) {
      const best = highest(rows, row);
      const shift = (values[row * width + best] as number) + log(partition(rows, row, best));
      for (let c = 0; c < width; c++) {
        const at = (start + row) * width + c;
        sums[at] = logAdd(sums[at] as number, (values[row * width + c] as number) - shift);
      }
    }
  };
  return {
    next() {
      models++;
      return isLogits ? addLogits : addValues;
    },
    outputs: () => Float32Array.from(sums, isLogits ? (sum) => sum - log(models) : (sum) => sum / models),
  };
}

/** log(exp(a) + exp(b)); b is finite, or a NaN. */
function logAdd(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return high + log(1 + exp(low - high));
}
