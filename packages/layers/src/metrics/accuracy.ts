import { sizeOf } from "@assay/kernels";
import type { MetricDefinition } from "../contract.ts";

export const accuracy = {
  schema: {
    type: "object",
    description: "Share of the examples whose highest output is their class; of equal outputs the first counts.",
    additionalProperties: false,
    properties: {},
  } as const,
  accepts: ["class"],
  better: "higher",
  shown: "percent",
  build: (_options, output) => ({
    width: 1,
    emit: (emitter, { outputs, targets, rows }) =>
      emitter.emit("top_k", { x: outputs, labels: targets, rows, classes: sizeOf(output), k: 1 }),
    finish: (sums, examples) => (sums[0] as number) / examples,
  }),
} as const satisfies MetricDefinition;
