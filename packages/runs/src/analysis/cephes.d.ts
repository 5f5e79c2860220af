/** What is used of Cephes; its own types are not found through its package.json. */
declare module "cephes" {
  /** The functions can be called once this is fulfilled. */
  export const compiled: Promise<void>;
  /** The regularized incomplete beta function I_x(a, b), and the x of a value of it. */
  export function incbet(a: number, b: number, x: number): number;
  export function incbi(a: number, b: number, value: number): number;
  /** The binomial distribution: P(X ≤ k) of n draws. */
  export function bdtr(k: number, n: number, p: number): number;
  /** The normal distribution, and its quantile. */
  export function ndtr(z: number): number;
  export function ndtri(p: number): number;
  export function exp(x: number): number;
  export function log(x: number): number;
  export function pow(x: number, y: number): number;
}
