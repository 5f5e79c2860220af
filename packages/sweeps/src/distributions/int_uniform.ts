import { type Bounds, boundsSchema, checkBounds } from "./bounds.ts";
import type { DistributionDefinition } from "./contract.ts";
import { steps } from "./steps.ts";

/** Any whole number from `min` to `max`, both included. */
export const int_uniform: DistributionDefinition<Bounds> = {
  schema: boundsSchema({ type: "integer" }),
  build({ min, max }) {
    checkBounds({ min, max });
    return steps(
      max - min + 1,
      (i) => min + i,
      (value) => (value as number) - min,
    );
  },
};
