const TICKS = 5;

/** Whether values differ so much that a linear axis would show the largest alone: a loss that falls by orders of magnitude. */
export const spansOrders = (values: readonly number[]): boolean => {
  const [low, high] = extent(values);
  return low > 0 && high > 50 * low;
};

/** The lowest and the highest of any number of values, which are too many for the arguments of a function. */
export const extent = (values: readonly number[]): readonly [low: number, high: number] =>
  values.reduce<readonly [number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );

/** The bounds of an axis around a range, and the distance of its ticks: 1, 2 or 5 times a power of ten. */
export function niceRange(low: number, high: number): { min: number; max: number; interval: number } | undefined {
  const rough = (high - low) / TICKS;
  if (!(rough > 0) || !Number.isFinite(rough)) return undefined;
  const interval = niceStep(rough);
  return {
    min: clean(Math.floor(clean(low / interval)) * interval),
    max: clean(Math.ceil(clean(high / interval)) * interval),
    interval,
  };
}

/** The next 1, 2 or 5 times a power of ten. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return clean(power * ([1, 2, 5, 10].find((step) => least <= step * power * 1.0001) ?? 10));
}

/** Without the last digits of a double, which sums of tenths leave. */
const clean = (value: number): number => Number(value.toPrecision(12));
