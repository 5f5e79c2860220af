import type { MetricInfo } from "@assay/training/events";

/** How differences of a metric are written: shares as points, everything else in the metric's own unit. */
export interface Amounts {
  /** "0.21" */
  readonly plain: (value: number) => string;
  /** "+0.21" */
  readonly signed: (value: number) => string;
  /** "0.21 points", "0.0042" */
  readonly withUnit: (value: number) => string;
  /** " points" or nothing. */
  readonly unit: string;
}

/**
 * As many decimals as an uncertainty leaves worth reading, its first two digits.
 * @param scale half the width of an interval, or a difference
 */
export function amountsOf({ shown }: MetricInfo, scale: number): Amounts {
  const [factor, unit] = shown === "percent" ? [100, " points"] : [1, ""];
  const size = Math.abs(scale) * factor;
  const decimals = size > 0 ? Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(size)))) : 2;
  const plain = (value: number) => {
    const text = (value * factor).toFixed(decimals);
    return Number(text) === 0 ? text.replace("-", "") : text;
  };
  return {
    plain,
    signed: (value) => `${plain(value).startsWith("-") ? "" : "+"}${plain(value)}`,
    withUnit: (value) => `${plain(value)}${unit}`,
    unit,
  };
}

/** "p = 0.002", "p < 0.001", "p = 0.61"; four decimals where three would hide on which side of 0.05 it is. */
export function pText(p: number): string {
  if (p < 0.001) return "p < 0.001";
  if (p >= 0.0995) return `p = ${p.toFixed(2)}`;
  const text = p.toFixed(3);
  return `p = ${text === "0.050" ? p.toFixed(4) : text}`;
}
