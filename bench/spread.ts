/** The middle of some numbers and how far they reach. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] as number;
  const half = (sorted.length - 1) / 2;
  return { least: at(0), median: (at(Math.floor(half)) + at(Math.ceil(half))) / 2, most: at(sorted.length - 1) };
}
