import { type Bounds, boundsOf, checkBounds } from "./bounds.ts";
import type { DistributionDefinition } from "./contract.ts";
import { round } from "./round.ts";

export const uniform: DistributionDefinition<Bounds> = {
  schema: {
    description: "Any number from min to max, each as likely as another.",
    examples: [{ min: 0, max: 0.5 }],
    required: ["min", "max"],
    properties: boundsOf(),
  },
  build({ min, max }) {
    checkBounds({ min, max });
    return {
      ordered: true,
      at: (u) => round(min + u * (max - min), min, max),
      place: (value) => ((value as number) - min) / (max - min),
    };
  },
};
