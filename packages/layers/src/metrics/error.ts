import { sizeOf } from "@assay/kernels";
import type { MetricDefinition } from "../contract.ts";

/** A metric without options: a function of the mean of an error over outputs and examples. */
export const error = (kind: "absolute_error" | "squared_error", description: string, of: (mean: number) => number) =>
  ({
    schema: { type: "object", description, additionalProperties: false, properties: {} } as const,
    accepts: ["values"],
    better: "lower",
    shown: "number",
    build: (_options, output) => ({
      width: 1,
      emit: (emitter, { outputs, targets, rows }) =>
        emitter.emit(kind, { x: outputs, targets, rows, size: sizeOf(output) }),
      finish: (sums, examples) => of((sums[0] as number) / examples),
    }),
  }) as const satisfies MetricDefinition;
