import { binomialCdf } from "./distributions.ts";
import type { Estimate } from "./statistics.ts";

/** How two models did on the same examples, counted: both right, only the first, only the second, neither. */
export interface PairedCounts {
  readonly both: number;
  readonly first: number;
  readonly second: number;
  readonly neither: number;
}

/**
 * Judges the difference of two shares of right answers on the same examples.
 *
 * p is that of the exact McNemar test: were both equally good, each example that one alone has right would be a toss
 * of a coin; two-sided (twice the smaller tail), as R's `binom.test(b, b + c)`. The interval is Newcombe's square-and-add of two
 * Wilson intervals with the corrected φ (Statistics in Medicine 17, 1998, p. 2635, method 10). The two are made
 * in different ways, so close to 0.05 the interval may hold 0 where p does not say so, and the reverse; p decides.
 */
export function mcnemar(counts: PairedCounts): Estimate {
  const { both, first, second, neither } = counts;
  const discordant = first + second;
  const p = discordant === 0 ? 1 : Math.min(1, 2 * binomialCdf(Math.min(first, second), discordant, 0.5));
  const n = discordant + both + neither;
  return { difference: (first - second) / n, interval: newcombe(counts, n), p };
}

/** The 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

function newcombe({ both, first, second, neither }: PairedCounts, n: number): readonly [number, number] {
  const [p, q] = [(both + first) / n, (both + second) / n];
  const [[pLow, pHigh], [qLow, qHigh]] = [wilson(p, n), wilson(q, n)];
  const product = both * neither - first * second;
  const margins = (both + first) * (second + neither) * (both + second) * (first + neither);
  const corrected = product > 0 ? Math.max(product - n / 2, 0) : product;
  const phi = margins === 0 ? 0 : corrected / Math.sqrt(margins);
  const reach = (u: number, v: number) => Math.sqrt(Math.max(0, u * u - 2 * phi * u * v + v * v));
  const difference = (first - second) / n;
  return [difference - reach(p - pLow, qHigh - q), difference + reach(pHigh - p, q - qLow)];
}

/** Wilson's score interval of a share. */
function wilson(share: number, n: number): readonly [number, number] {
  const centre = share + (Z * Z) / (2 * n);
  const reach = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  return [(centre - reach) / scale, (centre + reach) / scale];
}
