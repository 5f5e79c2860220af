// What is asked of a build: does this machine's relaxed multiply-add round once, as the fused build counts on? How fast is it,
// and how good are functions whose last digits no kernel's result shows?

import { first, fma } from "./common";
import { erfOf } from "./functions";

/** erf of one number. */
export function erf(x: f32): f32 {
  return first(erfOf(f32x4.splat(x)));
}

/** 1 if a·b + c of this build rounds once: (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴ then, and 0 with two roundings. */
export function roundsOnce(): i32 {
  const a = f32x4.splat(1.000244140625);
  return f32x4.extract_lane(fma(a, a, f32x4.splat(-1.00048828125)), 0) != 0 ? 1 : 0;
}

/**
 * Twelve independent chains of multiply-adds, `turns` long, of four lanes each: 96 · turns floating-point operations and
 * nothing else, the speed limit that benchmarks measure kernels by. Returns a sum, so that no chain is left out.
 */
export function multiplyAdds(turns: i32, factor: f32): f32 {
  // Operands that no compiler knows: it would multiply once, or write a constant again in each turn.
  const a = f32x4.splat(factor);
  let s0 = a, s1 = f32x4.add(a, a), s2 = f32x4.mul(a, a), s3 = f32x4.add(s2, a), s4 = f32x4.add(s2, s1), s5 = f32x4.add(s4, a);
  let s6 = f32x4.add(s4, s1), s7 = f32x4.mul(s2, a), s8 = f32x4.add(s7, a), s9 = f32x4.add(s7, s1), s10 = f32x4.mul(s2, s2), s11 = f32x4.add(s10, a);
  const b = f32x4.sub(s11, s10);
  for (; turns > 0; turns--) {
    s0 = fma(s0, a, b); s1 = fma(s1, a, b); s2 = fma(s2, a, b); s3 = fma(s3, a, b);
    s4 = fma(s4, a, b); s5 = fma(s5, a, b); s6 = fma(s6, a, b); s7 = fma(s7, a, b);
    s8 = fma(s8, a, b); s9 = fma(s9, a, b); s10 = fma(s10, a, b); s11 = fma(s11, a, b);
  }
  const low = f32x4.add(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)), f32x4.add(s4, s5));
  return f32x4.extract_lane(f32x4.add(low, f32x4.add(f32x4.add(f32x4.add(s6, s7), f32x4.add(s8, s9)), f32x4.add(s10, s11))), 0);
}
