/**
 * What lies where in a thread's workspace, in bytes from its start: `spill`, `ownArguments` and `scratch` of assembly/common.ts,
 * which has the same numbers.
 */
export const WORKSPACE = { ownArguments: 128, scratch: 384 } as const;
