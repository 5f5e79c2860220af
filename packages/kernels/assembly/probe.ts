// What is asked of a build: does this machine's relaxed multiply-add round once, as the fused build counts on? How fast is it,
// and how good are functions whose last digits no kernel's result shows?

import { first, fma, wide } from "./common";
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

/** What the chains come to. Threads may write over one another's: nobody reads the number. */
const OUTPUT = memory.data(32);

/**
 * Twelve independent chains of multiply-adds, `turns` long, and nothing else: the speed limit that benchmarks measure kernels by.
 * Of four lanes each, 96 · turns floating-point operations, or where engines are made for merged vectors of eight lanes, 192 · turns.
 * Returns a sum, so that no chain is left out.
 */
export function multiplyAdds(turns: i32, factor: f32): f32 {
  if (wide) chainsOfEight(turns, factor);
  else chainsOfFour(turns, factor);
  return load<f32>(OUTPUT) + load<f32>(OUTPUT, 16);
}

/** Twelve vectors. */
function chainsOfFour(turns: i32, factor: f32): void {
  // Operands that no compiler knows: it would multiply once, or write a constant again in each turn.
  const a = f32x4.splat(factor), a2 = f32x4.mul(a, a), a3 = f32x4.mul(a2, a), b = f32x4.sub(a2, a3);
  let s0 = a;
  let s1 = f32x4.add(a, a);
  let s2 = a2;
  let s3 = f32x4.add(a2, a);
  let s4 = a3;
  let s5 = f32x4.add(a3, a);
  let s6 = f32x4.add(a3, a2);
  let s7 = f32x4.mul(a3, a);
  let s8 = f32x4.mul(a2, a3);
  let s9 = f32x4.mul(a3, a3);
  let s10 = f32x4.add(a2, a2);
  let s11 = f32x4.add(a3, a3);
  for (; turns > 0; turns--) {
    s0 = fma(s0, a, b);
    s1 = fma(s1, a, b);
    s2 = fma(s2, a, b);
    s3 = fma(s3, a, b);
    s4 = fma(s4, a, b);
    s5 = fma(s5, a, b);
    s6 = fma(s6, a, b);
    s7 = fma(s7, a, b);
    s8 = fma(s8, a, b);
    s9 = fma(s9, a, b);
    s10 = fma(s10, a, b);
    s11 = fma(s11, a, b);
  }
  const total = f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(s0, s1), s2), s3), s4), s5), s6), s7), s8), s9), s10), s11);
  v128.store(OUTPUT, total, 0);
}

/** Twelve pairs of vectors, which V8 merges. */
function chainsOfEight(turns: i32, factor: f32): void {
  // Operands that no compiler knows: it would multiply once, or write a constant again in each turn.
  const a = f32x4.splat(factor), a2 = f32x4.mul(a, a), a3 = f32x4.mul(a2, a), b = f32x4.sub(a2, a3);
  let s0x = a, s0y = a;
  let s1x = f32x4.add(a, a), s1y = f32x4.add(a, a);
  let s2x = a2, s2y = a2;
  let s3x = f32x4.add(a2, a), s3y = f32x4.add(a2, a);
  let s4x = a3, s4y = a3;
  let s5x = f32x4.add(a3, a), s5y = f32x4.add(a3, a);
  let s6x = f32x4.add(a3, a2), s6y = f32x4.add(a3, a2);
  let s7x = f32x4.mul(a3, a), s7y = f32x4.mul(a3, a);
  let s8x = f32x4.mul(a2, a3), s8y = f32x4.mul(a2, a3);
  let s9x = f32x4.mul(a3, a3), s9y = f32x4.mul(a3, a3);
  let s10x = f32x4.add(a2, a2), s10y = f32x4.add(a2, a2);
  let s11x = f32x4.add(a3, a3), s11y = f32x4.add(a3, a3);
  for (; turns > 0; turns--) {
    s0x = fma(s0x, a, b); s0y = fma(s0y, a, b);
    s1x = fma(s1x, a, b); s1y = fma(s1y, a, b);
    s2x = fma(s2x, a, b); s2y = fma(s2y, a, b);
    s3x = fma(s3x, a, b); s3y = fma(s3y, a, b);
    s4x = fma(s4x, a, b); s4y = fma(s4y, a, b);
    s5x = fma(s5x, a, b); s5y = fma(s5y, a, b);
    s6x = fma(s6x, a, b); s6y = fma(s6y, a, b);
    s7x = fma(s7x, a, b); s7y = fma(s7y, a, b);
    s8x = fma(s8x, a, b); s8y = fma(s8y, a, b);
    s9x = fma(s9x, a, b); s9y = fma(s9y, a, b);
    s10x = fma(s10x, a, b); s10y = fma(s10y, a, b);
    s11x = fma(s11x, a, b); s11y = fma(s11y, a, b);
  }
  const totalx = f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(s0x, s1x), s2x), s3x), s4x), s5x), s6x), s7x), s8x), s9x), s10x), s11x);
  const totaly = f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(f32x4.add(s0y, s1y), s2y), s3y), s4y), s5y), s6y), s7y), s8y), s9y), s10y), s11y);
  v128.store(OUTPUT, totalx, 0);
  v128.store(OUTPUT, totaly, 16);
}
