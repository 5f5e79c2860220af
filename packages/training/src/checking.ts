// What checks a spec, without what trains it: `validate` and `summary` start with less.
export { availableNumerics as chooseNumerics } from "@assay/kernels";
export { NUMERICS_VERSION } from "./numerics-version.ts";
export { loadSpec, shippedLoader } from "./open.ts";
export { type PreparedRun, prepare } from "./prepare.ts";
export { revectorizeWhereEqual } from "./revectorize.ts";
