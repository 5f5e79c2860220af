import { canonicalJson } from "@assay/experiment/identity";
import { isPartList } from "@assay/reports/text";
import { alignLists, type ComparisonRow } from "@assay/runs";
import { changedOptions } from "./changed-options.ts";
import { settingText } from "./setting-text.ts";

/** A setting that has no column: each of its values once, with the rows that have it. */
export interface LegendEntry {
  readonly key: string;
  readonly values: readonly { readonly rows: readonly string[]; readonly text: string }[];
}

/** Values of one setting that are listed. */
const MOST_VALUES = 8;

/**
 * Settings told below the table. A list of parts is told in full for the first row, and for the others as what they add to
 * it, lack and change: "+ batch_norm after 0; 3 linear: out_features 64 → 128".
 */
export const comparisonLegend = (
  rows: readonly ComparisonRow[],
  keys: readonly string[],
  unicode: boolean,
): LegendEntry[] =>
  keys.map((key) => {
    const values = new Map<string, { value: unknown; rows: string[] }>();
    for (const row of rows) {
      const value = row.changed[key];
      const id = canonicalJson(value ?? null);
      const entry = values.get(id) ?? { value, rows: [] };
      values.set(id, { ...entry, rows: [...entry.rows, row.run] });
    }
    const [first, ...others] = [...values.values()];
    const shown = others.slice(0, MOST_VALUES - 1);
    const rest = others.slice(MOST_VALUES - 1);
    return {
      key,
      values: [
        ...(first ? [{ rows: first.rows, text: whole(first.value, unicode) }] : []),
        ...shown.map(({ value, rows }) => ({
          rows,
          text: against(first?.value, value, first?.rows[0] ?? "", unicode),
        })),
        ...(rest.length > 0
          ? [{ rows: [`${rest.flatMap(({ rows }) => rows).length} more recipes`], text: `${rest.length} other values` }]
          : []),
      ],
    };
  });

/** A value in full; of parts their types, and of an ensemble those of each architecture. */
function whole(value: unknown, unicode: boolean): string {
  const isListOfLists =
    Array.isArray(value) && value.length > 0 && value.every((item) => Array.isArray(item) && isPartList(item));
  if (isListOfLists) return value.map((item) => whole(item, unicode)).join(" | ");
  if (!isPartList(value)) return settingText(value, unicode, Number.POSITIVE_INFINITY);
  return value.length === 0 ? "none" : `${value.map(({ type }) => type).join(", ")} (${value.length})`;
}

/** A value as a change of the first row's; in full where less than half of that is kept. */
function against(first: unknown, value: unknown, name: string, unicode: boolean): string {
  if (!isPartList(first) || !isPartList(value) || first.length === 0 || value.length === 0)
    return whole(value, unicode);
  const steps = alignLists(first, value);
  const kept = steps.filter(({ kind }) => kind === "kept").length;
  if (2 * kept < first.length) return whole(value, unicode);
  const [plus, minus] = unicode ? ["+", "\u2212"] : ["+", "-"];
  let last = -1; // the part of the first list that was passed last
  const changes: string[] = [];
  for (const step of steps) {
    if ("a" in step) last = step.a;
    if (step.kind === "added") {
      const place = last < 0 ? "in front" : `after ${last}`;
      changes.push(`${plus} ${settingText(value[step.b]?.type, unicode)} ${place}`);
    } else if (step.kind === "removed") changes.push(`${minus} ${step.a} ${first[step.a]?.type}`);
    else if (step.kind === "changed") {
      changes.push(`${step.a} ${first[step.a]?.type}: ${changedOptions(first[step.a], value[step.b], unicode)}`);
    }
  }
  return `${changes.join("; ")} (against ${name})`;
}
