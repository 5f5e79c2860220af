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

/** The normal distribution. */
export const normal: DistributionDefinition<Options> = {
  schema: {
    required: ["mean", "std"],
    properties: { mean: { type: "number" }, std: { type: "number", exclusiveMinimum: 0 } },
  },
  build: ({ mean, std }) => ({
    ordered: true,
    at: (u) => round(mean + std * ndtri(Math.min(1 - TAIL, Math.max(TAIL, u)))),
    place: (value) => ndtr(((value as number) - mean) / std),
  }),
};
