export { type Aligned, alignLists } from "./analysis/align-lists.ts";
export { compareRuns } from "./analysis/comparison.ts";
export type {
  CompareOptions,
  Comparison,
  ComparisonRow,
  Figures,
  Means,
  Outcome,
  Ranking,
  Verdict,
} from "./analysis/contract.ts";
export { diffSpecs, PART_LISTS, type SpecDifference } from "./analysis/diff-specs.ts";
export { alike } from "./analysis/differences.ts";
export { type Candidate, ensembleSpec, objectionsToEnsemble, sharedLoss, usualLoss } from "./analysis/ensemble-spec.ts";
export { withoutFolders, withoutFoldersInText } from "./analysis/settings.ts";
export { sample } from "./analysis/statistics.ts";
export { haveUnevenSpecs } from "./analysis/uneven-keys.ts";
export * from "./store/index.ts";
export { readPredictions, type StoredPredictions } from "./store/read-predictions.ts";
