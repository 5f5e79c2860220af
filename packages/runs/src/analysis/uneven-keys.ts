import type { StoredRun } from "../store/read-run.ts";
import { readableSpec } from "../store/spec-of.ts";

/**
 * Whether in the runs' specs some part or section lacks a key that its like has, in another spec or elsewhere in the
 * same: one was then resolved before that option was there. Parts of different types have different keys anyway.
 */
export function haveUnevenSpecs(runs: readonly StoredRun[]): boolean {
  const known = new Map<string, string>();
  /** @param path the way to the value, entries of lists alike */
  function differs(value: unknown, path: string): boolean {
    if (Array.isArray(value)) return value.some((item) => differs(item, `${path}[]`));
    if (typeof value !== "object" || value === null) return false;
    const here = "type" in value ? `${path}:${value.type}` : path;
    const keys = Object.keys(value).sort().join();
    if ((known.get(here) ?? keys) !== keys) return true;
    known.set(here, keys);
    return Object.entries(value).some(([key, item]) => differs(item, `${here}.${key}`));
  }
  // A run whose spec cannot be read takes no part in a comparison, and so lacks nothing.
  return runs.some((run) => differs(readableSpec(run), ""));
}
