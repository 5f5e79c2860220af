import { bdtr, compiled, incbet, incbi, ndtr, ndtri } from "cephes";

// The Cephes library (S. L. Moshier) computes in WebAssembly, which is ready a few milliseconds after it is loaded.
await compiled;

/** With more degrees of freedom, or infinitely many, Student's t is the normal distribution within 3e-8. */
const MANY = 1e8;

/**
 * P(|T| ≥ |t|) of Student's t with `freedom` > 0 degrees of freedom, which need not be whole: the regularized incomplete beta
 * function (Abramowitz and Stegun 26.5.27).
 */
export function studentTails(t: number, freedom: number): number {
  if (freedom > MANY) return 2 * normalCdf(-Math.abs(t));
  return incbet(freedom / 2, 0.5, freedom / (freedom + t * t));
}

/** The t with P(T ≤ t) = p, for p in (0, 1). */
export function studentQuantile(p: number, freedom: number): number {
  if (p === 0.5) return 0;
  if (freedom > MANY) return ndtri(p);
  const tails = 2 * Math.min(p, 1 - p);
  // The share of t² in t² + freedom, or what is left of 1: the one that is not close to 1 keeps its digits.
  const few = freedom < 100;
  const share = few ? incbi(freedom / 2, 0.5, tails) : incbi(0.5, freedom / 2, 1 - tails);
  const t = Math.sqrt(freedom * (few ? (1 - share) / share : share / (1 - share)));
  return p < 0.5 ? -t : t;
}

/** P(X ≤ k) of the binomial distribution: `n` draws of probability `p`, k in 0 … n. */
export const binomialCdf = (k: number, n: number, p: number): number => (k >= n ? 1 : bdtr(k, n, p));

/** Farther out the normal distribution's tail is no double any more, and Cephes gives none. */
const FAR = 40;

/** P(Z ≤ z) of the standard normal distribution. */
export const normalCdf = (z: number): number => ndtr(Math.min(FAR, Math.max(-FAR, z)));
