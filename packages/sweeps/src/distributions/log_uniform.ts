import { compiled, exp, log } from "cephes";
import { type Bounds, boundsOf, checkBounds } from "./bounds.ts";
import type { DistributionDefinition } from "./contract.ts";
import { round } from "./round.ts";

// JavaScript leaves the last bit of these to the engine: those of Cephes are the same everywhere.
await compiled;

export const log_uniform: DistributionDefinition<Bounds> = {
  schema: {
    description:
      "Any number from min to max, each order of magnitude as likely as another. The bounds are the values themselves, not their exponents.",
    examples: [{ min: 0.0001, max: 0.01 }],
    required: ["min", "max"],
    properties: boundsOf({ type: "number", exclusiveMinimum: 0 }),
  },
  build({ min, max }) {
    checkBounds({ min, max });
    const [low, high] = [log(min), log(max)];
    return {
      ordered: true,
      at: (u) => round(exp(low + u * (high - low)), min, max),
      place: (value) => (log(value as number) - low) / (high - low),
    };
  },
};
