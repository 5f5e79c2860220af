import { sizeOf } from "@assay/kernels";
import type { MetricDefinition } from "../contract.ts";

/**
 * Coefficient of determination: R² = 1 − Σ(x − t)² / Σ(t − mean t)², the mean over the outputs, as
 * sklearn.metrics.r2_score. The sums are f64: targets whose mean is a million times their deviation count as equal. Where all targets of an output are equal it is 1 for a perfect prediction, else 0.
 */
export const r2 = {
  schema: {
    type: "object",
    description:
      "Coefficient of determination: 1 for a perfect prediction, 0 for one no better than the mean (sklearn.metrics.r2_score).",
    additionalProperties: false,
    properties: {},
  } as const,
  accepts: ["values"],
  better: "higher",
  shown: "number",
  build(_options, output) {
    const size = sizeOf(output);
    return {
      width: 3 * size,
      emit: (emitter, { outputs, targets, rows }) =>
        emitter.emit("residual_squares", { x: outputs, targets, rows, size }),
      finish(sums, examples) {
        let total = 0;
        for (let j = 0; j < size; j++) {
          const [residual, sum, squares] = [0, 1, 2].map((i) => sums[3 * j + i] as number) as [number, number, number];
          // Σ(t − mean)² = Σt² − (Σt)²/n; what is left of equal targets is rounding.
          const spread = squares - (sum * sum) / examples;
          const constant = !(spread > 1e-12 * squares);
          total += constant ? Number(residual === 0) : 1 - residual / spread;
        }
        return total / size;
      },
    };
  },
} as const satisfies MetricDefinition;
