import { sizeOf } from "@assay/kernels";
import type { MetricDefinition } from "../contract.ts";

/** Mean absolute error: the mean of |x − t| over outputs and examples. */
export const mae = {
  schema: { type: "object", additionalProperties: false, properties: {} } as const,
  accepts: ["values"],
  better: "lower",
  shown: "number",
  build: (_options, output) => ({
    width: 1,
    emit: (emitter, { outputs, targets, rows }) =>
      emitter.emit("absolute_error", { x: outputs, targets, rows, size: sizeOf(output) }),
    finish: (sums, examples) => (sums[0] as number) / examples,
  }),
} as const satisfies MetricDefinition;
