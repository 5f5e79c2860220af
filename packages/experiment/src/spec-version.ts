/** Counts up whenever a default or the meaning of a key changes: what a spec leaves out then means something else. */
export const SPEC_VERSION = 1;
