import { parse } from "yaml";
import { ResultError } from "../store/errors.ts";
import type { StoredRun } from "../store/read-run.ts";

/** A run's resolved spec. @throws ResultError when resolved.yaml does not hold one. */
export function specOf({ resolved }: StoredRun): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parse(resolved);
  } catch {
    throw new ResultError("resolved.yaml is not valid YAML");
  }
  if (typeof value !== "object" || value === null) throw new ResultError("resolved.yaml does not hold a spec");
  return value as Record<string, unknown>;
}
