/** What stands where on the server: one queue for all sweeps, and a few keys beside it. */

/** BullMQ's queue. */
export const QUEUE = "assay-trials";

/** Milliseconds that a worker holds a trial without a sign of life. */
export const LEASE = 10_000;

/** Times that a trial may lose its worker before it has failed. */
export const MOST_STALLS = 20;

/** Seconds for which what nobody fetches is kept: a result, and its files. */
export const KEPT = { result: 7 * 86_400, files: 86_400 } as const;

/** Who is there, and who has left as it has other data or numerics. */
export const WORKERS_KEY = `${QUEUE}:workers`;
export const REFUSALS_KEY = `${QUEUE}:refusals`;

/** The files of one attempt at a trial. */
export const filesKey = (token: string): string => `${QUEUE}:files:${token}`;
