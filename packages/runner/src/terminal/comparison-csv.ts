import type { Comparison, ComparisonRow } from "@assay/runs";
import { comparisonColumns } from "./comparison-columns.ts";
import { formatTable, type TableOptions } from "./table.ts";

/**
 * A comparison as CSV (RFC 4180), complete in itself: a line a recipe with its raw values, the verdict of the reference
 * against it, and what the whole comparison says (`comparison.…`, the same in every line); then a line a run that was left out.
 */
export function comparisonCsv(
  comparison: Comparison,
  rows: readonly ComparisonRow[],
  { precision, onlyChanged }: Pick<TableOptions, "precision" | "onlyChanged">,
): string {
  const { headline, incomparable, warnings, verdicts, left_out, metrics, ranking } = comparison;
  const said = { headline, incomparable: incomparable.join(" "), warnings: warnings.join(" ") };
  const lines = [
    ...rows.map((row) => {
      const verdict = verdicts.find(({ b }) => b === row.run);
      return { ...row, verdict: verdict ?? { text: null }, left_out: null, comparison: said };
    }),
    ...left_out.map(({ run, reason }) => ({ run, left_out: reason, comparison: said })),
  ];
  const columns = comparisonColumns(rows, metrics, ranking, true).map(({ key, title, align }) => ({
    ...{ key, title, align },
    text: () => "",
  }));
  return formatTable(lines, columns, { format: "csv", precision, onlyChanged });
}
