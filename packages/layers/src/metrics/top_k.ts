import { InputError, sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { MetricDefinition } from "../contract.ts";

const schema = {
  type: "object",
  description: "Share of the examples whose class is among their k highest outputs; of equal outputs the first counts.",
  examples: [{ k: 3 }],
  additionalProperties: false,
  properties: {
    k: { type: "integer", minimum: 1, default: 5, description: "How many of the highest outputs count." },
  },
} as const;

export const top_k = {
  schema,
  hints: { top: "k", n: "k" },
  accepts: ["class"],
  better: "higher",
  shown: "percent",
  label: ({ k = 5 }) => `top_${k}`,
  build({ k = 5 }, output) {
    const classes = sizeOf(output);
    if (k > classes) throw new InputError("layers/top_k", `k must not exceed the ${classes} classes, got ${k}`, ["k"]);
    return {
      width: 1,
      emit: (emitter, { outputs, targets, rows }) =>
        emitter.emit("top_k", { x: outputs, labels: targets, rows, classes, k }),
      finish: (sums, examples) => (sums[0] as number) / examples,
    };
  },
} as const satisfies MetricDefinition<FromSchema<typeof schema>>;
