// What is asked of a build: does this machine's relaxed multiply-add round once, as the fused build counts on? How fast is it,
// and how good are functions whose last digits no kernel's result shows?

import { first, fma, wide } from "./common";
import { erfOf } from "./functions";
import { chainsOfEight, chainsOfFour } from "./generated/probe";

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
  if (wide) chainsOfEight(turns, factor, OUTPUT);
  else chainsOfFour(turns, factor, OUTPUT);
  return load<f32>(OUTPUT) + load<f32>(OUTPUT, 16);
}
