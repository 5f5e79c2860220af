// exp, tanh, erf and ln of our own: the same bits on every engine and machine. Their numbers stand in tables, which are loaded
// where they are used: see `kept`.

import { fma, kept } from "./common";

/** Number i of a table. */
// @ts-ignore: decorator
@inline
function at(table: usize, i: usize): v128 {
  return kept(table + (i << 2));
}

/** The polynomial with the first `count` numbers of a table, the highest power first, from `sum` on: sum · x^count + … . */
// @ts-ignore: decorator
@inline
function polynomial(table: usize, count: i32, x: v128, sum: v128): v128 {
  sum = fma(sum, x, at(table, 0));
  if (count > 1) sum = fma(sum, x, at(table, 1));
  if (count > 2) sum = fma(sum, x, at(table, 2));
  if (count > 3) sum = fma(sum, x, at(table, 3));
  if (count > 4) sum = fma(sum, x, at(table, 4));
  if (count > 5) sum = fma(sum, x, at(table, 5));
  if (count > 6) sum = fma(sum, x, at(table, 6));
  return sum;
}

const NUMBERS = memory.data<f32>([1, 2, 4, Infinity, -0.0]);
const ONE: usize = 0, TWO: usize = 1, FOUR: usize = 2, INFINITE: usize = 3, MINUS_ZERO: usize = 4;

/** Largest and smallest x, 1 / ln 2, and −ln 2 in two parts, the first one exact in 10 bits. */
const RANGE = memory.data<f32>([88.72283, -87.33654, 1.44269504, -0.693359375, 2.12194440e-4]);
const EXP_SERIES = memory.data<f32>([1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1, 1]);
/** 1.5 · 2²³: a number added to it loses its fraction, and what is left stands in the low bits. Then the exponent's bias. */
const ROUNDER = memory.data<f32>([12582912]), BIAS = memory.data<i32>([127]);

/**
 * e^x on four lanes: 2^k e^r with k = round(x / ln 2) and the series of e^r up to r^7, whose error for |r| ≤ ln 2 / 2
 * is below 6e-9. Results below the normal range are 0, above it ∞; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function expOf(x: v128): v128 {
  const most = at(RANGE, 0), least = at(RANGE, 1), rounder = kept(ROUNDER);
  const bounded = f32x4.pmax(f32x4.pmin(x, most), least);
  const lifted = f32x4.add(f32x4.mul(bounded, at(RANGE, 2)), rounder), k = f32x4.sub(lifted, rounder);
  const r = fma(k, at(RANGE, 4), fma(k, at(RANGE, 3), bounded));
  const p = polynomial(EXP_SERIES + 4, 7, r, at(EXP_SERIES, 0));
  // 2^k in two factors, so that k = 128 does not overflow the exponent.
  const n = i32x4.sub(lifted, rounder), bias = kept(BIAS);
  const half = i32x4.shr_s(n, 1);
  const low = i32x4.shl(i32x4.add(half, bias), 23);
  const high = i32x4.shl(i32x4.add(i32x4.sub(n, half), bias), 23);
  const value = f32x4.mul(f32x4.mul(p, low), high);
  const tooSmall = f32x4.lt(x, least), tooLarge = f32x4.gt(x, most);
  const inRange = v128.bitselect(at(NUMBERS, INFINITE), v128.andnot(value, tooSmall), tooLarge);
  return v128.bitselect(x, inRange, f32x4.ne(x, x));
}

/** Of least error in tanh x, 4.4e-9; and the |x| that it is for. */
const TANH = memory.data<f32>([
  -0.0057049710303545, 0.020639073103666306, -0.05373971164226532, 0.13331441581249237, -0.3333328068256378, 0.625,
]);

/** tanh x = 1 − 2 / (e^{2x} + 1), and below |x| = 0.625, where that would cancel, x + x³ p(x²) with a p of degree 4. */
// @ts-ignore: decorator
@inline
export function tanhOf(x: v128): v128 {
  const one = at(NUMBERS, ONE);
  const far = f32x4.sub(one, f32x4.div(at(NUMBERS, TWO), f32x4.add(expOf(f32x4.add(x, x)), one)));
  const square = f32x4.mul(x, x);
  const p = polynomial(TANH + 4, 4, square, at(TANH, 0));
  const near = fma(f32x4.mul(x, square), p, x);
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), at(TANH, 5)));
}

/** e^x − 1 for x ≤ 0, as 2^k (e^r − 1) + (2^k − 1) with k and r as in expOf: nothing cancels near 0. */
// @ts-ignore: decorator
@inline
export function expm1Of(x: v128): v128 {
  const rounder = kept(ROUNDER), bounded = f32x4.pmax(x, at(RANGE, 1));
  const lifted = f32x4.add(f32x4.mul(bounded, at(RANGE, 2)), rounder), k = f32x4.sub(lifted, rounder);
  const r = fma(k, at(RANGE, 4), fma(k, at(RANGE, 3), bounded));
  const rest = f32x4.mul(r, polynomial(EXP_SERIES + 4, 6, r, at(EXP_SERIES, 0)));
  const power = i32x4.shl(i32x4.add(i32x4.sub(lifted, rounder), kept(BIAS)), 23);
  return fma(rest, power, f32x4.sub(power, at(NUMBERS, ONE)));
}

const LOG1P = memory.data<f32>([1.0 / 15.0, 1.0 / 13.0, 1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0]);

/** ln(1 + z) for z in [0, 1]: 2 artanh s with s = z / (2 + z) ≤ 1/3, by its series up to s¹⁵. */
// @ts-ignore: decorator
@inline
export function log1pOf(z: v128): v128 {
  const s = f32x4.div(z, f32x4.add(z, at(NUMBERS, TWO)));
  const square = f32x4.mul(s, s), twice = f32x4.add(s, s);
  const p = polynomial(LOG1P + 4, 6, square, at(LOG1P, 0));
  return fma(f32x4.mul(twice, square), p, twice);
}

/** p and q, of least error in erf x: 1.2e-8 and 3e-9; and the |x| where one gives way to the other. */
const ERF_NEAR = memory.data<f32>([
  -0.0006090355417742513, 0.005011961831668119, -0.02677890814575709, 0.1128214078603948, -0.3761252327276194, 0.12837915379607093,
]);
const ERF_FAR = memory.data<f32>([
  0.00021415475968716846, -0.0032164584195032986, 0.02289514587285224, -0.10527053585310228, -0.6357112256916635, -0.1285166085670875,
]);
const ERF_BORDER = memory.data<f32>([0.9]);

/**
 * erf x: below |x| = 0.9 it is x + x p(x²), above it 1 − e^(−t + t q(t)) with t = |x|, to the sign of x. p and q have
 * degree 5; from t = 4 on erf rounds to 1.
 */
// @ts-ignore: decorator
@inline
export function erfOf(x: v128): v128 {
  const square = f32x4.mul(x, x);
  const near = fma(polynomial(ERF_NEAR + 4, 5, square, at(ERF_NEAR, 0)), x, x);
  const size = f32x4.abs(x), t = f32x4.pmin(size, at(NUMBERS, FOUR));
  const q = polynomial(ERF_FAR + 4, 5, t, at(ERF_FAR, 0));
  const far = f32x4.sub(at(NUMBERS, ONE), expOf(fma(q, t, f32x4.neg(t))));
  const signed = v128.or(far, v128.and(x, at(NUMBERS, MINUS_ZERO)));
  return v128.bitselect(near, signed, f32x4.lt(size, kept(ERF_BORDER)));
}

/** ln x for a normal x > 0: k ln 2 + 2 artanh((m − 1)/(m + 1)), x = 2^k m, m in [√½, √2). */
export function logOf(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let k = <i32>((bits >> 52) & 0x7ff) - 1023;
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m /= 2;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum: f64 = 0;
  for (let n = 21; n >= 3; n -= 2) sum = (sum + 1.0 / <f64>n) * square;
  return <f64>k * 0.6931471805599453 + 2 * s * (1 + sum);
}

/** [sin x, cos x] by their series after reduction to |r| ≤ π/4; for |x| below about 1e4. */
export function sineOf(x: f64): f64 {
  return turned(x, 0);
}

export function cosineOf(x: f64): f64 {
  return turned(x, 1);
}

function turned(x: f64, quarter: i32): f64 {
  const k = Math.floor(x * 0.6366197723675814 + 0.5);
  const r = x - k * 1.5707963267341256 - k * 6.077100506506192e-11;
  const square = r * r;
  let sine: f64 = 1, cosine: f64 = 1;
  for (let n = 14; n >= 2; n -= 2) {
    cosine = 1 - (square / <f64>(n * (n - 1))) * cosine;
    sine = 1 - (square / <f64>(n * (n + 1))) * sine;
  }
  sine *= r;
  const turn = (<i32>k + quarter) & 3;
  const value = turn & 1 ? cosine : sine;
  return turn & 2 ? -value : value;
}
