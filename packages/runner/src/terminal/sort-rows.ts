import { nearestWord } from "@assay/experiment/suggest";
import { UsageError } from "@assay/runs/errors";
import { type Column, flatten, type Row } from "./table.ts";

/**
 * Sorts rows by a column, named by its title or by its key in JSON and CSV: accuracies and speeds with the best first,
 * everything else ascending; a `-` in front turns the order around. Missing values come last; equal rows keep their order.
 *
 * @throws UsageError when there is no such column.
 */
export function sortRows<R extends Row>(rows: readonly R[], columns: readonly Column<R>[], by: string): R[] {
  const wanted = by.replace(/^-/, "");
  const flat = new Map(rows.map((row) => [row, flatten(row)]));
  const keys = new Set([...flat.values()].flatMap((row) => Object.keys(row)));
  const column = columns.find(({ title, key }) => title === wanted || key === wanted);
  const key = column?.key ?? wanted;
  if (!keys.has(key)) {
    if (rows.length === 0) return [];
    const near = nearestWord(wanted, [...columns.map(({ title }) => title), ...keys]);
    throw new UsageError(
      "runner/commands",
      `--sort-by names no column of this table, got "${wanted}"`,
      near ? `did you mean "${near}"?` : `columns: ${columns.map(({ title }) => title).join(", ")}`,
    );
  }
  const higher = column?.better === "higher" || /accuracy|per_second/.test(key);
  const direction = (higher ? -1 : 1) * (by.startsWith("-") ? -1 : 1);
  const value = (row: R) => flat.get(row)?.[key] ?? null;
  return [...rows].sort((a, b) => {
    const [first, second] = [value(a), value(b)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    return first === second ? 0 : first < second ? -direction : direction;
  });
}
