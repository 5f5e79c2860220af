import { canonicalJson } from "@assay/experiment/identity";
import { diffArrays } from "diff";

/** One step of an alignment, by positions in the two lists; `changed` is a part whose options differ. */
export type Aligned =
  | { readonly kind: "kept" | "changed"; readonly a: number; readonly b: number }
  | { readonly kind: "removed"; readonly a: number }
  | { readonly kind: "added"; readonly b: number };

/**
 * Aligns two lists of parts as a line diff does its lines: the longest common subsequence of equal parts is kept; between
 * those, what is removed and added in the same place and of the same `type` is one part that was changed.
 *
 * @returns the steps in the order of the lists
 */
export function alignLists(a: readonly unknown[], b: readonly unknown[]): Aligned[] {
  const steps: Aligned[] = [];
  let [i, j] = [0, 0];
  let removed: number[] = [];
  let added: number[] = [];
  const settle = () => {
    steps.push(...pairUp(removed, added, a, b));
    [removed, added] = [[], []];
  };
  for (const { count, ...change } of diffArrays(a.map(canonicalJson), b.map(canonicalJson))) {
    for (let k = 0; k < count; k++) {
      if (change.removed) removed.push(i++);
      else if (change.added) added.push(j++);
      else {
        settle();
        steps.push({ kind: "kept", a: i++, b: j++ });
      }
    }
  }
  settle();
  return steps;
}

/** Between two kept parts: those of the same type are paired, again by their longest common subsequence. */
function pairUp(
  removed: readonly number[],
  added: readonly number[],
  a: readonly unknown[],
  b: readonly unknown[],
): Aligned[] {
  const types = (positions: readonly number[], list: readonly unknown[]) => positions.map((at) => typeOf(list[at]));
  const steps: Aligned[] = [];
  let [i, j] = [0, 0];
  for (const { count, ...change } of diffArrays(types(removed, a), types(added, b))) {
    for (let k = 0; k < count; k++) {
      if (change.removed) steps.push({ kind: "removed", a: removed[i++] as number });
      else if (change.added) steps.push({ kind: "added", b: added[j++] as number });
      else steps.push({ kind: "changed", a: removed[i++] as number, b: added[j++] as number });
    }
  }
  return steps;
}

/** A part's type; of what has none, the value itself. */
const typeOf = (part: unknown): string => {
  const type = (part as { type?: unknown } | null)?.type;
  return typeof type === "string" ? type : canonicalJson(part);
};
