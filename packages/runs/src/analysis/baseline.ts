import { nearestWord } from "@assay/experiment/suggest";
import { UsageError } from "../store/errors.ts";
import type { ComparisonRow } from "./contract.ts";

/**
 * The row that a user means: by its label, the name of one of its runs, or the name of an experiment of which no other row is.
 *
 * @throws UsageError where there is no such row, or several
 */
export function findBaseline(rows: readonly ComparisonRow[], wanted: string): ComparisonRow {
  const exact = rows.find(({ run, runs }) => run === wanted || runs.includes(wanted));
  if (exact) return exact;
  const named = rows.filter(({ name }) => name === wanted);
  const [only] = named;
  if (only && named.length === 1) return only;
  const quoted = JSON.stringify(wanted);
  if (only) {
    const rule = `the baseline must be one row, ${quoted} is ${named.length}`;
    throw new UsageError(
      "runs/analysis",
      rule,
      `name one of its runs: ${named
        .slice(0, 3)
        .map(({ runs }) => runs[0])
        .join(", ")}`,
    );
  }
  const known = rows.flatMap(({ run, runs, name }) => [name, run, ...runs]);
  const near = nearestWord(wanted, [...new Set(known)]);
  const hint = near ? `did you mean "${near}"?` : `name a row, a run or an experiment that is compared`;
  throw new UsageError("runs/analysis", `the baseline ${quoted} is not among the rows`, hint);
}
