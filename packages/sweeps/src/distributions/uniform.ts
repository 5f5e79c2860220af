import { type Bounds, boundsSchema, checkBounds } from "./bounds.ts";
import type { DistributionDefinition } from "./contract.ts";
import { round } from "./round.ts";

/** Any number from `min` to `max`, each as likely as another. */
export const uniform: DistributionDefinition<Bounds> = {
  schema: boundsSchema(),
  build({ min, max }) {
    checkBounds({ min, max });
    return {
      ordered: true,
      at: (u) => round(min + u * (max - min), min, max),
      place: (value) => ((value as number) - min) / (max - min),
    };
  },
};
