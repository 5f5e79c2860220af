import { sizeOf } from "@assay/kernels";
import type { MetricDefinition } from "../contract.ts";

/** Root mean squared error: √ of the mean of (x − t)² over outputs and examples. */
export const rmse = {
  schema: { type: "object", additionalProperties: false, properties: {} } as const,
  accepts: ["values"],
  better: "lower",
  shown: "number",
  build: (_options, output) => ({
    width: 1,
    emit: (emitter, { outputs, targets, rows }) =>
      emitter.emit("squared_error", { x: outputs, targets, rows, size: sizeOf(output) }),
    finish: (sums, examples) => Math.sqrt((sums[0] as number) / examples),
  }),
} as const satisfies MetricDefinition;
