export { main } from "./commands/main.ts";
export { compareRuns, listRuns, readRun } from "./results/index.ts";
export { loadSpec, SpecError } from "./spec/index.ts";
export { loadSweep } from "./sweep/index.ts";
export { prepare, type TrainEvent, type TrainOutcome, train } from "./train/index.ts";
