export { type Comparison, type ComparisonRow, compareRuns } from "./analysis/comparison.ts";
export { alike } from "./analysis/differences.ts";
export { rankTrials, type SweepRow, type TrialOutcome } from "./analysis/ranking.ts";
export { type Complete, type PlainSpec, specOf } from "./analysis/spec-of.ts";
export { sample } from "./analysis/statistics.ts";
export { haveUnevenSpecs } from "./analysis/uneven-keys.ts";
export type { Verdict } from "./analysis/verdict.ts";
export * from "./store/index.ts";
