export { availableNumerics as chooseNumerics, revectorize } from "@assay/kernels";
export * from "./events.ts";
export { NUMERICS_VERSION } from "./numerics-version.ts";
export { type PreparedRun, prepare } from "./prepare.ts";
export { profile } from "./profile.ts";
export { type TrainOptions, train } from "./train.ts";
