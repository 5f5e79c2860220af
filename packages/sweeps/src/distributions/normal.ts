import { compiled, ndtr, ndtri } from "cephes";
import type { DistributionDefinition } from "./contract.ts";
import { round } from "./round.ts";

// The Cephes library (S. L. Moshier) computes in WebAssembly, which is ready a few milliseconds after it is loaded.
await compiled;

interface Options {
  readonly mean: number;
  readonly std: number;
}

/** The farthest that is drawn, in probability: 4.9 standard deviations. */
const TAIL = 2 ** -21;

export const normal: DistributionDefinition<Options> = {
  schema: {
    description: "The normal distribution.",
    examples: [{ mean: 0.1, std: 0.02 }],
    required: ["mean", "std"],
    properties: {
      mean: { type: "number", description: "Mean." },
      std: { type: "number", exclusiveMinimum: 0, description: "Standard deviation." },
    },
  },
  build: ({ mean, std }) => ({
    ordered: true,
    at: (u) => round(mean + std * ndtri(Math.min(1 - TAIL, Math.max(TAIL, u)))),
    place: (value) => ndtr(((value as number) - mean) / std),
  }),
};
