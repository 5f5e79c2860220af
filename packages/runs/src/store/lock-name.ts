import { type ProcessPlace, UNKNOWN } from "./process-identity.ts";

/** Who has made a lock. */
export interface LockOwner extends ProcessPlace {
  readonly pid: number;
  readonly start: string;
}

/** What the names of all locks of a run begin with. */
export const lockPrefix = (run: string): string => `.${run}.lock.`;

/** The name of a process's lock, which says all that can be known of it. */
export const lockName = (run: string, { pid, start, boot, host, namespace }: LockOwner): string =>
  `${lockPrefix(run)}${pid}.${start}.${boot}.${host}.${namespace}`;

const FORM = new RegExp(
  `^([1-9]\\d{0,9})\\.([0-9a-f]{1,20}|${UNKNOWN})\\.([0-9a-f]{8})\\.([0-9a-f]{8})\\.([0-9a-f]{8}|0|${UNKNOWN})$`,
);

/** The owner that a lock's name tells; undefined for a name of another form. @param name without the prefix */
export function parseLockName(name: string): LockOwner | undefined {
  const [, pid, start, boot, host, namespace] = FORM.exec(name) ?? [];
  if (pid === undefined || start === undefined || boot === undefined) return undefined;
  if (host === undefined || namespace === undefined) return undefined;
  return { pid: Number(pid), start, boot, host, namespace };
}
