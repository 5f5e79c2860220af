import type { PlainSpec } from "../store/spec-of.ts";
import { alignLists } from "./align-lists.ts";
import { differences } from "./differences.ts";
import { withoutPaths } from "./settings.ts";

/** One difference of two specs: a side that lacks it has `undefined`. */
export interface SpecDifference {
  /** Dotted; a part that only one side has is named by its place there: "architecture.3". */
  readonly key: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** Sections that are lists of parts. */
export const PART_LISTS = ["augmentation", "architecture"] as const;

/**
 * The settings in which two resolved specs differ, their lists of parts aligned: a layer that was put in is one
 * difference, and those behind it are compared with what they were. Options of a part that is on both sides are
 * named by its place in `b`. Name, seed and paths are no settings.
 */
export function diffSpecs(a: PlainSpec, b: PlainSpec): SpecDifference[] {
  const [first, second] = [withoutPaths(a), withoutPaths(b)];
  const keys = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  return keys.flatMap((key) => {
    const [one, other] = [first[key], second[key]];
    if (PART_LISTS.some((list) => list === key) && Array.isArray(one) && Array.isArray(other))
      return diffLists(key, one, other);
    return plainly(key, one, other);
  });
}

function diffLists(key: string, a: readonly unknown[], b: readonly unknown[]): SpecDifference[] {
  return alignLists(a, b).flatMap((step): SpecDifference[] => {
    if (step.kind === "kept") return [];
    if (step.kind === "removed") return [{ key: `${key}.${step.a}`, a: a[step.a], b: undefined }];
    if (step.kind === "added") return [{ key: `${key}.${step.b}`, a: undefined, b: b[step.b] }];
    return plainly(`${key}.${step.b}`, a[step.a], b[step.b]);
  });
}

const plainly = (key: string, a: unknown, b: unknown): SpecDifference[] =>
  differences([{ [key]: a }, { [key]: b }], { everyOption: true }).map(({ key: found, values }) => ({
    key: found,
    a: values[0],
    b: values[1],
  }));
