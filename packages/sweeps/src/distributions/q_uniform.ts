import { type Bounds, boundsOf, checkBounds } from "./bounds.ts";
import type { DistributionDefinition } from "./contract.ts";
import { OptionError } from "./option-error.ts";
import { round } from "./round.ts";
import { steps } from "./steps.ts";

interface Options extends Bounds {
  /** From one value to the next. */
  readonly q: number;
}

export const q_uniform: DistributionDefinition<Options> = {
  schema: {
    description: "The numbers min, min + q, min + 2 q … up to max, each as likely as another.",
    examples: [{ min: 0, max: 0.5, q: 0.1 }],
    required: ["min", "max", "q"],
    properties: {
      ...boundsOf(),
      q: { type: "number", exclusiveMinimum: 0, description: "From one value to the next." },
    },
  },
  build({ min, max, q }) {
    checkBounds({ min, max });
    if (q > max - min) throw new OptionError("q", `q must be at most max - min = ${round(max - min)}, got ${q}`);
    // 0.1 · 3 is a little more than 0.3.
    const count = Math.floor((max - min) / q + 1e-9) + 1;
    return steps(
      count,
      (i) => round(min + i * q, min, max),
      (value) => Math.round(((value as number) - min) / q),
    );
  },
};
