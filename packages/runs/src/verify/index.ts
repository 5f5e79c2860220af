export { checkFiles } from "./check-files.ts";
export { compareLinks } from "./compare-links.ts";
export { compareModel } from "./compare-model.ts";
export { compareOutcome } from "./compare-outcome.ts";
export type { Difference, FilesChecked } from "./contract.ts";
