// Does this machine's relaxed multiply-add round once? The fused build counts on it.

import { fma } from "./common";

/** 1 if a·b + c of this build rounds once: (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴ then, and 0 with two roundings. */
export function roundsOnce(): i32 {
  const a = f32x4.splat(1.000244140625);
  return f32x4.extract_lane(fma(a, a, f32x4.splat(-1.00048828125)), 0) != 0 ? 1 : 0;
}
