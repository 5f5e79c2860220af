// The formulas of activations on four lanes, the value f(x) and the slope f'(x) of each side by side.

import { fma } from "./common";
import { erfOf, expm1Of, expOf, log1pOf, tanhOf } from "./functions";

/** Integer constants, as `slope` is one where it is given: each kernel is compiled with its own formula alone. */
export const LEAKY_RELU = 0, ELU = 1, GELU = 2, GELU_TANH = 3, SILU = 4, MISH = 5, HARDSWISH = 6, SOFTPLUS = 7;

/** f(x), or with `slope` f'(x); p and q are the kernel's parameters, if it has any. */
// @ts-ignore: decorator
@inline
export function formula(kind: i32, slope: bool, x: v128, p: v128, q: v128): v128 {
  if (kind == LEAKY_RELU) return leakyReluOf(slope, x, p);
  if (kind == ELU) return eluOf(slope, x, p, q);
  if (kind == GELU) return geluOf(slope, x);
  if (kind == GELU_TANH) return geluTanhOf(slope, x);
  if (kind == SILU) return siluOf(slope, x);
  if (kind == MISH) return mishOf(slope, x);
  if (kind == HARDSWISH) return hardswishOf(slope, x);
  return softplusOf(slope, x, p, q);
}

/** x where x > 0, else negative_slope · x */
// @ts-ignore: decorator
@inline
function leakyReluOf(slope: bool, x: v128, negative_slope: v128): v128 {
  const positive = f32x4.gt(x, f32x4.splat(0));
  if (slope) return v128.bitselect(f32x4.splat(1), negative_slope, positive);
  return v128.bitselect(x, f32x4.mul(negative_slope, x), positive);
}

/** scale · x where x > 0, else scale · α (e^x − 1) */
// @ts-ignore: decorator
@inline
function eluOf(slope: bool, x: v128, alpha: v128, scale: v128): v128 {
  const zero = f32x4.splat(0), positive = f32x4.gt(x, zero), below = f32x4.pmin(x, zero);
  if (slope) return f32x4.mul(scale, v128.bitselect(f32x4.splat(1), f32x4.mul(alpha, expOf(below)), positive));
  return f32x4.mul(scale, v128.bitselect(x, f32x4.mul(alpha, expm1Of(below)), positive));
}

/** x Φ(x) with Φ(x) = ½ (1 + erf(x / √2)); its slope is Φ(x) + x e^(−x²/2) / √(2π), whose second term is 0 beyond ±14. */
// @ts-ignore: decorator
@inline
function geluOf(slope: bool, x: v128): v128 {
  const half = f32x4.splat(0.5), share = fma(half, erfOf(f32x4.mul(x, f32x4.splat(0.7071067811865476))), half);
  if (!slope) return f32x4.mul(x, share);
  const near = within(x, 14), density = expOf(f32x4.mul(f32x4.mul(near, near), f32x4.splat(-0.5)));
  return fma(f32x4.mul(near, f32x4.splat(0.3989422804014327)), density, share);
}

/** ½ x (1 + t) with t = tanh(√(2/π) (x + 0.044715 x³)), which is ±1 beyond ±10; its slope is ½ (1 + t + x (1 − t²) · inner'). */
// @ts-ignore: decorator
@inline
function geluTanhOf(slope: bool, x: v128): v128 {
  const half = f32x4.splat(0.5), one = f32x4.splat(1), root = f32x4.splat(0.7978845608028654);
  const near = within(x, 10), square = f32x4.mul(near, near);
  const t = tanhOf(f32x4.mul(f32x4.mul(root, near), fma(f32x4.splat(0.044715), square, one)));
  if (!slope) return f32x4.mul(f32x4.mul(half, x), f32x4.add(one, t));
  const inner = f32x4.mul(root, fma(f32x4.splat(0.134145), square, one));
  const bend = f32x4.mul(f32x4.mul(near, f32x4.sub(one, f32x4.mul(t, t))), inner);
  return f32x4.mul(half, f32x4.add(f32x4.add(one, t), bend));
}

/** x σ(x); its slope is σ (1 + x (1 − σ)). */
// @ts-ignore: decorator
@inline
function siluOf(slope: bool, x: v128): v128 {
  const one = f32x4.splat(1), below = f32x4.add(one, expOf(f32x4.neg(x)));
  if (!slope) return f32x4.div(x, below);
  const s = f32x4.div(one, below);
  return f32x4.mul(s, fma(x, f32x4.sub(one, s), one));
}

/**
 * x tanh(ln(1 + e^x)) = x n / (n + 2) with n = e (e + 2), e = e^x; from x = 20 on that share is 1. Its slope is
 * n / (n + 2) + x · 4 e (1 + e) / (n + 2)².
 */
// @ts-ignore: decorator
@inline
function mishOf(slope: bool, x: v128): v128 {
  const one = f32x4.splat(1), two = f32x4.splat(2);
  const near = f32x4.pmin(x, f32x4.splat(20)), e = expOf(near), n = f32x4.mul(e, f32x4.add(e, two));
  const share = f32x4.div(n, f32x4.add(n, two));
  if (!slope) return f32x4.mul(x, share);
  const root = f32x4.div(two, f32x4.add(n, two));
  return fma(f32x4.mul(near, f32x4.mul(e, f32x4.add(one, e))), f32x4.mul(root, root), share);
}

/** x · clamp(x + 3, 0, 6) / 6; its slope is 0 up to −3, 1 from 3 on, x / 3 + ½ in between. */
// @ts-ignore: decorator
@inline
function hardswishOf(slope: bool, x: v128): v128 {
  const three = f32x4.splat(3), six = f32x4.splat(6);
  if (!slope) return f32x4.mul(x, f32x4.div(f32x4.pmin(f32x4.pmax(f32x4.add(x, three), f32x4.splat(0)), six), six));
  const inside = f32x4.add(f32x4.div(x, three), f32x4.splat(0.5));
  return v128.andnot(v128.bitselect(f32x4.splat(1), inside, f32x4.ge(x, three)), f32x4.le(x, f32x4.splat(-3)));
}

/**
 * ln(1 + e^u) / β with u = βx, as max(u, 0) + ln(1 + e^−|u|), or x where u > threshold; its slope is 1 / (1 + e^−u), or 1 there.
 */
// @ts-ignore: decorator
@inline
function softplusOf(slope: bool, x: v128, beta: v128, threshold: v128): v128 {
  const one = f32x4.splat(1), u = f32x4.mul(beta, x), straight = f32x4.gt(u, threshold);
  if (slope) return v128.bitselect(one, f32x4.div(one, f32x4.add(one, expOf(f32x4.neg(u)))), straight);
  const value = f32x4.add(f32x4.pmax(u, f32x4.splat(0)), log1pOf(expOf(f32x4.neg(f32x4.abs(u)))));
  return v128.bitselect(x, f32x4.div(value, beta), straight);
}

/** x, but at most `limit` from 0: where a formula has reached its end, powers of x could overflow. */
// @ts-ignore: decorator
@inline
function within(x: v128, limit: f32): v128 {
  return f32x4.pmin(f32x4.pmax(x, f32x4.splat(-limit)), f32x4.splat(limit));
}
