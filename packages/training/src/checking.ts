// What checks a spec and a machine, without what trains: `validate` and `summary` start with less.
export { availableNumerics as chooseNumerics } from "@assay/kernels";
export { NUMERICS_VERSION } from "./numerics-version.ts";
export { loadSpec, shippedLoader } from "./open.ts";
export { type PreparedRun, prepare } from "./prepare.ts";
export { revectorizeWhereEqual } from "./revectorize.ts";
