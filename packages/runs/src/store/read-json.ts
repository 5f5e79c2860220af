import { readFileSync, statSync } from "node:fs";
import { isObject } from "./checks.ts";
import { ResultError, reasonOf } from "./errors.ts";
import { parseJson } from "./parse-json.ts";

/**
 * The object in a small JSON file of a run; undefined where there is no such file.
 * @param largest bytes that it may have
 * @throws ResultError naming the file: it cannot be read, is too large, or holds no object
 */
export function readJsonObject(file: string, largest: number): Readonly<Record<string, unknown>> | undefined {
  const fail = (rule: string): never => {
    throw new ResultError(`[runs/store] ${file}: ${rule}`);
  };
  let source: string;
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    if (!found.isFile() || found.size > largest) return fail(`must be a file of at most ${largest} bytes`);
    source = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof ResultError) throw error;
    return fail(`cannot be read: ${reasonOf(error)}`);
  }
  let value: unknown;
  try {
    value = parseJson(source);
  } catch (error) {
    return fail((error as Error).message);
  }
  return isObject(value) ? value : fail("does not hold an object");
}

/** A shape as a record may hold it: one to four sides, and no more values than an input of a model can have. */
export function isShape(value: unknown): value is readonly number[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > 4) return false;
  return value.every((side) => Number.isSafeInteger(side) && side > 0) && sizeOf(value) <= MOST_VALUES;
}

const MOST_VALUES = 2 ** 30;

/** Number of values of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

/** Part of a damaged value, for an error. */
export function excerpt(value: unknown): string {
  const whole = JSON.stringify(value) ?? "missing";
  return whole.length > 60 ? `${whole.slice(0, 59)}…` : whole;
}
