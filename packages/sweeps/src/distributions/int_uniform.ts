import { type Bounds, boundsOf, checkBounds } from "./bounds.ts";
import type { DistributionDefinition } from "./contract.ts";
import { steps } from "./steps.ts";

export const int_uniform: DistributionDefinition<Bounds> = {
  schema: {
    description: "Any whole number from min to max, both included.",
    examples: [{ min: 16, max: 256 }],
    required: ["min", "max"],
    properties: boundsOf({ type: "integer" }),
  },
  build({ min, max }) {
    checkBounds({ min, max });
    return steps(
      max - min + 1,
      (i) => min + i,
      (value) => (value as number) - min,
    );
  },
};
