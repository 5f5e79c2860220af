// What a sweep's folder holds beside its journal. It loads nothing: who looks whether a folder is one of a sweep starts with it.

/** The sweep as it was started. */
export const SWEEP_FILE = "sweep.yaml";
/** What its trials start from. */
export const EXPERIMENT_FILE = "experiment.yaml";
/** The best setting's spec. */
export const BEST_FILE = "best.yaml";
