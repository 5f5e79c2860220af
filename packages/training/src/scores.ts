import { exp } from "@assay/kernels";
import type { ModelDescription } from "./events.ts";

/** The outputs of examples, row after row. */
export interface Rows {
  readonly values: ArrayLike<number>;
  /** Outputs of an example. */
  readonly width: number;
}

/** Whether what is predicted is the sigmoid of each output: the loss takes log odds, and there are values to predict. */
export const areProbabilities = ({ target, outputs }: Pick<ModelDescription, "target" | "outputs">): boolean =>
  outputs === "log_odds" && target.kind === "values";

/** The class of the highest output of a row, the first of equal ones. */
export function highest({ values, width }: Rows, row: number): number {
  const at = (c: number): number => values[row * width + c] as number;
  let best = 0;
  for (let c = 1; c < width; c++) if (at(c) > at(best)) best = c;
  return best;
}

/** Σ exp(vᵢ − v_best) over a row, in the order of the classes: the softmax of class c is exp(v_c − v_best) / Σ. */
export function partition({ values, width }: Rows, row: number, best: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) {
    sum += exp((values[row * width + c] as number) - (values[row * width + best] as number));
  }
  return sum;
}
