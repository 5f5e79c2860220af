export type { ModelDescription, WorstExample, WorstExamples } from "@assay/training/events";
export { atomicWrite } from "./atomic-write.ts";
export { readChain } from "./chain.ts";
export { type Checkpoint, type CheckpointIdentity, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
export { BEST_FILE, hasCheckpoints, hasSteps, START_FILE, startFile } from "./checkpoints.ts";
export { checkpointsFor, identityOf, passedOverLine, type RunCheckpoints } from "./checkpoints-for.ts";
export {
  ensembleName,
  hashOfMembers,
  inOrder,
  memberKey,
  memberOf,
} from "./ensemble.ts";
export { HeldError, RefusedError, ResultError, UsageError } from "./errors.ts";
export { type Files, nodeFiles } from "./files.ts";
export { type FoundRun, findRepetition, findRun, isRunOf } from "./find-run.ts";
export { type Listed, listExperiment, listRuns } from "./list-runs.ts";
export { acquireLock, checkUnlocked, lockHolder } from "./lock.ts";
export { thisMachine } from "./machine.ts";
export { MODEL_FILE, readModelDescription } from "./model-description.ts";
export { checkFolder, checkName, createFolder, type RunIdentity, runName, SWEEPS } from "./names.ts";
export { filesOfTraining } from "./own-files.ts";
export { quietly } from "./quietly.ts";
export { readRun, type StoredRun } from "./read-run.ts";
export { receiveRun } from "./receive-run.ts";
export type { Ancestry, Ensemble, EnsembleMember, Git, Machine, RunRecord, StoredMetrics, Versions } from "./record.ts";
export { ACCURACY_ALONE, isFinished, LOSS, recordedRun } from "./record.ts";
export { standingFolder } from "./replace-folder.ts";
export { openRun, type RunDirectory } from "./run-directory.ts";
export type { RunRequest } from "./run-request.ts";
export { decodeSafetensors, encodeSafetensors, type NamedTensor, readSafetensors } from "./safetensors.ts";
export { type SavedWeights, savedWeights } from "./saved-weights.ts";
export { type Complete, type PlainSpec, readableSpec, specOf } from "./spec-of.ts";
export { WEIGHTS_FILE } from "./weights-file.ts";
export { readWorst } from "./worst.ts";
export { type EnsembleFiles, type EnsemblePlace, findEnsemble, writeEnsemble } from "./write-ensemble.ts";
