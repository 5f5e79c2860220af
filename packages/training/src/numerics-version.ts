/** Counts the changes after which an equal spec no longer gives equal bits: another order of a sum, another algorithm. */
export const NUMERICS_VERSION = "4";
