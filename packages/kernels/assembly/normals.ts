// Normal draws from the counter-based generator, by Box and Muller (1958).

import { fma } from "./common";
import { philoxLanes } from "./philox";

/** ln x for normal x > 0: k ln 2 + the series of ln m, m in [√½, √2), within 1e-7 (Cephes' logf). */
// @ts-ignore: decorator
@inline
function logOf(x: v128): v128 {
  const one = f32x4.splat(1);
  // m = x / 2^k in [½, 1), then below √½ doubled.
  const k0 = i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126));
  const m0 = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(m0, f32x4.splat(0.70710678));
  const k = f32x4.convert_i32x4_s(i32x4.add(k0, low));
  const r = f32x4.sub(f32x4.add(m0, v128.and(m0, low)), one);
  const square = f32x4.mul(r, r);
  let p = f32x4.splat(7.0376836292e-2);
  p = fma(p, r, f32x4.splat(-1.1514610310e-1));
  p = fma(p, r, f32x4.splat(1.1676998740e-1));
  p = fma(p, r, f32x4.splat(-1.2420140846e-1));
  p = fma(p, r, f32x4.splat(1.4249322787e-1));
  p = fma(p, r, f32x4.splat(-1.6668057665e-1));
  p = fma(p, r, f32x4.splat(2.0000714765e-1));
  p = fma(p, r, f32x4.splat(-2.4999993993e-1));
  p = fma(p, r, f32x4.splat(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, r), square);
  y = fma(k, f32x4.splat(-2.12194440e-4), y);
  y = fma(square, f32x4.splat(-0.5), y);
  return fma(k, f32x4.splat(0.693359375), f32x4.add(r, y));
}

/**
 * Sixteen standard normal draws to `to`: number 4w + l is made of the words of the counters (block + l, c1, c2, c3). Words 0
 * and 1 of a counter make two, √(−2 ln u) cos 2πv and √(−2 ln u) sin 2πv, words 2 and 3 two more.
 */
export function normals(k0: u32, k1: u32, block: i32, c1: u32, c2: u32, c3: u32, to: usize): void {
  philoxLanes(k0, k1, i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3)), c1, c2, c3, to);
  for (let end = to + 64; to < end; to += 32) {
    const unit = f32x4.splat(1.0 / 16777216.0);
    // u in (0, 1], v in [0, 1).
    const u = f32x4.mul(f32x4.convert_i32x4_u(i32x4.add(i32x4.shr_u(v128.load(to), 8), i32x4.splat(1))), unit);
    const v = f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(v128.load(to, 16), 8)), unit);
    const radius = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), logOf(u)));
    // 2πv = kπ/2 + r with |r| ≤ π/4.
    const quarters = f32x4.mul(v, f32x4.splat(4)), k = f32x4.nearest(quarters);
    const r = f32x4.mul(f32x4.sub(quarters, k), f32x4.splat(1.5707963)), square = f32x4.mul(r, r);
    let sine = f32x4.splat(1.0 / 362880.0);
    sine = fma(sine, square, f32x4.splat(-1.0 / 5040.0));
    sine = fma(sine, square, f32x4.splat(1.0 / 120.0));
    sine = fma(sine, square, f32x4.splat(-1.0 / 6.0));
    sine = fma(f32x4.mul(sine, square), r, r);
    let cosine = f32x4.splat(-1.0 / 3628800.0);
    cosine = fma(cosine, square, f32x4.splat(1.0 / 40320.0));
    cosine = fma(cosine, square, f32x4.splat(-1.0 / 720.0));
    cosine = fma(cosine, square, f32x4.splat(1.0 / 24.0));
    cosine = fma(cosine, square, f32x4.splat(-0.5));
    cosine = fma(cosine, square, f32x4.splat(1));
    const quarter = i32x4.trunc_sat_f32x4_s(k);
    const odd = i32x4.eq(v128.and(quarter, i32x4.splat(1)), i32x4.splat(1));
    const signBit = i32x4.splat(0x80000000);
    // cos is negative in quarters 1 and 2, sin in 2 and 3.
    const signC = v128.and(i32x4.shl(i32x4.add(quarter, i32x4.splat(1)), 30), signBit);
    const signS = v128.and(i32x4.shl(quarter, 30), signBit);
    v128.store(to, f32x4.mul(radius, v128.xor(v128.bitselect(sine, cosine, odd), signC)));
    v128.store(to, f32x4.mul(radius, v128.xor(v128.bitselect(cosine, sine, odd), signS)), 16);
  }
}
