import type { Engine } from "@assay/kernels";
import type { EvaluationParts } from "./emit-step.ts";
import type { ClassFigures } from "./events.ts";
import { sumsOf } from "./metrics.ts";
import type { Totals } from "./tensors.ts";

/** What sums over a split say of each class; undefined where nothing is measured by class. */
export function classFigures(
  engine: Engine,
  totals: Totals,
  { data: { target }, metrics }: Pick<EvaluationParts, "data" | "metrics">,
): ClassFigures[] | undefined {
  if (target.kind !== "class") return undefined;
  const [, ...sums] = sumsOf(engine, totals);
  const columns = metrics.flatMap(({ name, built }, i) => {
    const values = built.perClass?.(sums[i] as ArrayLike<number>);
    return values ? [{ name, values, sums: sums[i] as ArrayLike<number> }] : [];
  });
  const [first] = columns;
  if (!first) return undefined;
  return Array.from({ length: target.classes }, (_, c) => ({
    name: target.names?.[c] ?? String(c),
    examples: first.sums[3 * c + 2] as number,
    ...Object.fromEntries(columns.map(({ name, values }) => [name, values[c] as number])),
  }));
}
