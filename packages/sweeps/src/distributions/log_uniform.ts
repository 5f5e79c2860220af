import { type Bounds, boundsSchema, checkBounds } from "./bounds.ts";
import type { DistributionDefinition } from "./contract.ts";
import { round } from "./round.ts";

/** Any number from `min` to `max`, themselves and not their exponents: each order of magnitude as likely as another. */
export const log_uniform: DistributionDefinition<Bounds> = {
  schema: boundsSchema({ type: "number", exclusiveMinimum: 0 }),
  build({ min, max }) {
    checkBounds({ min, max });
    const [low, high] = [Math.log(min), Math.log(max)];
    return {
      ordered: true,
      at: (u) => round(Math.exp(low + u * (high - low)), min, max),
      place: (value) => (Math.log(value as number) - low) / (high - low),
    };
  },
};
