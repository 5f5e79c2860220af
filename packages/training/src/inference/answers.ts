import { exp } from "@assay/kernels";
import type { ModelDescription } from "../events.ts";
import { highest, partition } from "../scores.ts";

/** A class, and what the model gives it: its share of the softmax, or its output where the loss makes no probabilities. */
export interface RankedClass {
  readonly name: string;
  readonly score: number;
}

/** What a model says of one example. */
export type Answer =
  | { readonly kind: "class"; readonly score_is: "probability" | "output"; readonly ranked: readonly RankedClass[] }
  | { readonly kind: "values"; readonly values: readonly number[] };

/**
 * Reads outputs as answers, one an example: of classes the first `top`, the likeliest first. Scores are f32, those of
 * predictions.csv.
 * @param outputs as `predict` gives them
 */
export function answersOf({ target, outputs: kind }: ModelDescription, outputs: Float32Array, top = 3): Answer[] {
  const width = target.kind === "class" ? target.classes : target.size;
  const rows = { values: outputs, width };
  return Array.from({ length: outputs.length / width }, (_, row): Answer => {
    const own = Array.from(outputs.subarray(row * width, (row + 1) * width));
    if (target.kind === "values") return { kind: "values", values: own };
    const best = highest(rows, row);
    const sum = partition(rows, row, best);
    const score = (value: number): number =>
      kind === "logits" ? Math.fround(exp(value - (own[best] as number)) / sum) : value;
    const ranked = own
      .map((value, c) => ({ value, c }))
      .sort((a, b) => b.value - a.value || a.c - b.c)
      .slice(0, top)
      .map(({ value, c }) => ({ name: target.names?.[c] ?? String(c), score: score(value) }));
    return { kind: "class", score_is: kind === "logits" ? "probability" : "output", ranked };
  });
}
