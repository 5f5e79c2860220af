// exp, tanh, erf and ln of our own: the same bits on every engine and machine.

import { fma } from "./common";

/**
 * e^x on four lanes: 2^k e^r with k = round(x / ln 2) and the series of e^r up to r^7, whose error for |r| ≤ ln 2 / 2
 * is below 6e-9. Results below the normal range are 0, above it ∞; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function expOf(x: v128): v128 {
  const bounded = f32x4.max(f32x4.min(x, f32x4.splat(88.72283)), f32x4.splat(-87.33654));
  const k = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504)));
  let r = fma(k, f32x4.splat(-0.693359375), bounded); // ln 2 in two parts, the first one exact in 10 bits
  r = fma(k, f32x4.splat(2.12194440e-4), r);
  let p = f32x4.splat(1.0 / 5040.0);
  p = fma(p, r, f32x4.splat(1.0 / 720.0));
  p = fma(p, r, f32x4.splat(1.0 / 120.0));
  p = fma(p, r, f32x4.splat(1.0 / 24.0));
  p = fma(p, r, f32x4.splat(1.0 / 6.0));
  p = fma(p, r, f32x4.splat(0.5));
  p = fma(p, r, f32x4.splat(1));
  p = fma(p, r, f32x4.splat(1));
  // 2^k in two factors, so that k = 128 does not overflow the exponent.
  const n = i32x4.trunc_sat_f32x4_s(k);
  const half = i32x4.shr_s(n, 1);
  const low = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23);
  const high = i32x4.shl(i32x4.add(i32x4.sub(n, half), i32x4.splat(127)), 23);
  const value = f32x4.mul(f32x4.mul(p, low), high);
  const tooSmall = f32x4.lt(x, f32x4.splat(-87.33654)), tooLarge = f32x4.gt(x, f32x4.splat(88.72283));
  const inRange = v128.bitselect(f32x4.splat(Infinity), v128.andnot(value, tooSmall), tooLarge);
  return v128.bitselect(x, inRange, f32x4.ne(x, x));
}

/**
 * tanh x = 1 − 2 / (e^{2x} + 1), and below |x| = 0.625, where that would cancel, x + x³ p(x²): p is the polynomial of degree 4
 * with the smallest largest error, 4.4e-9 of tanh x.
 */
// @ts-ignore: decorator
@inline
export function tanhOf(x: v128): v128 {
  const one = f32x4.splat(1);
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(expOf(f32x4.add(x, x)), one)));
  const square = f32x4.mul(x, x);
  let p = f32x4.splat(-0.0057049710303545);
  p = fma(p, square, f32x4.splat(0.020639073103666306));
  p = fma(p, square, f32x4.splat(-0.05373971164226532));
  p = fma(p, square, f32x4.splat(0.13331441581249237));
  p = fma(p, square, f32x4.splat(-0.3333328068256378));
  const near = fma(f32x4.mul(x, square), p, x);
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), f32x4.splat(0.625)));
}

/** e^x − 1: below |x| = 0.35 its series up to x⁸, where the difference would cancel. */
// @ts-ignore: decorator
@inline
export function expm1Of(x: v128): v128 {
  const far = f32x4.sub(expOf(x), f32x4.splat(1));
  let p = f32x4.splat(1.0 / 40320.0);
  p = fma(p, x, f32x4.splat(1.0 / 5040.0));
  p = fma(p, x, f32x4.splat(1.0 / 720.0));
  p = fma(p, x, f32x4.splat(1.0 / 120.0));
  p = fma(p, x, f32x4.splat(1.0 / 24.0));
  p = fma(p, x, f32x4.splat(1.0 / 6.0));
  p = fma(p, x, f32x4.splat(0.5));
  const near = fma(f32x4.mul(x, x), p, x);
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), f32x4.splat(0.35)));
}

/** ln(1 + z) for z in [0, 1]: 2 artanh s with s = z / (2 + z) ≤ 1/3, by its series up to s¹⁵. */
// @ts-ignore: decorator
@inline
export function log1pOf(z: v128): v128 {
  const s = f32x4.div(z, f32x4.add(z, f32x4.splat(2)));
  const square = f32x4.mul(s, s), twice = f32x4.add(s, s);
  let p = f32x4.splat(1.0 / 15.0);
  p = fma(p, square, f32x4.splat(1.0 / 13.0));
  p = fma(p, square, f32x4.splat(1.0 / 11.0));
  p = fma(p, square, f32x4.splat(1.0 / 9.0));
  p = fma(p, square, f32x4.splat(1.0 / 7.0));
  p = fma(p, square, f32x4.splat(1.0 / 5.0));
  p = fma(p, square, f32x4.splat(1.0 / 3.0));
  return fma(f32x4.mul(twice, square), p, twice);
}

/**
 * erf x: below |x| = 0.9 it is x + x p(x²), above it 1 − e^(−t + t q(t)) with t = |x|, to the sign of x. p and q are the
 * polynomials of degree 5 with the smallest largest error, 1.2e-8 and 3e-9 of erf x, up to t = 4, where erf rounds to 1.
 */
// @ts-ignore: decorator
@inline
export function erfOf(x: v128): v128 {
  const one = f32x4.splat(1), square = f32x4.mul(x, x);
  let p = f32x4.splat(-0.0006090355417742513);
  p = fma(p, square, f32x4.splat(0.005011961831668119));
  p = fma(p, square, f32x4.splat(-0.02677890814575709));
  p = fma(p, square, f32x4.splat(0.1128214078603948));
  p = fma(p, square, f32x4.splat(-0.3761252327276194));
  p = fma(p, square, f32x4.splat(0.12837915379607093));
  const near = fma(p, x, x);
  const size = f32x4.abs(x), t = f32x4.min(size, f32x4.splat(4));
  let q = f32x4.splat(0.00021415475968716846);
  q = fma(q, t, f32x4.splat(-0.0032164584195032986));
  q = fma(q, t, f32x4.splat(0.02289514587285224));
  q = fma(q, t, f32x4.splat(-0.10527053585310228));
  q = fma(q, t, f32x4.splat(-0.6357112256916635));
  q = fma(q, t, f32x4.splat(-0.1285166085670875));
  const far = f32x4.sub(one, expOf(fma(q, t, f32x4.neg(t))));
  const signed = v128.or(far, v128.and(x, f32x4.splat(-0.0)));
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.9)));
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
