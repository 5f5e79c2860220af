export { checkFiles } from "./check-files.ts";
export { otherWeights } from "./check-weights.ts";
export { compareEnsemble } from "./compare-ensemble.ts";
export { compareLines, type LineComparison } from "./compare-lines.ts";
export { compareLinks } from "./compare-links.ts";
export { compareModel } from "./compare-model.ts";
export { compareBeginning, compareOutcome } from "./compare-outcome.ts";
export type { Difference, FilesChecked } from "./contract.ts";
export { otherLeaves } from "./other-leaves.ts";
