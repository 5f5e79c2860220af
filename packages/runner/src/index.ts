export { SpecError } from "@assay/experiment";
export { compareRuns } from "@assay/runs";
export { listRuns, readRun } from "@assay/runs/store";
export { loadSpec, prepare, type TrainEvent, type TrainOutcome, train } from "@assay/training";
export { main } from "./commands/main.ts";
export { loadSweep } from "./sweep/index.ts";
