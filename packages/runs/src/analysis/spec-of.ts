import { parse } from "yaml";
import { ResultError } from "../store/errors.ts";
import type { StoredRun } from "../store/read-run.ts";

/** A spec as plain data. */
export type PlainSpec = Readonly<Record<string, unknown>>;

/** Gives a spec that an earlier version has resolved today's defaults. */
export type Complete = (spec: PlainSpec) => PlainSpec;

/** A run's resolved spec. @throws ResultError when resolved.yaml does not hold one. */
export function specOf({ resolved }: StoredRun): PlainSpec {
  let value: unknown;
  try {
    value = parse(resolved);
  } catch {
    throw new ResultError("resolved.yaml is not valid YAML");
  }
  if (typeof value !== "object" || value === null) throw new ResultError("resolved.yaml does not hold a spec");
  return value as PlainSpec;
}
