export { loadSweep } from "./load.ts";
export { schemaTexts } from "./published-schemas.ts";
export { MAX_TRIALS, sweepSchema } from "./schema.ts";
export type { Sweep, SweepMetric, Trial } from "./types.ts";
