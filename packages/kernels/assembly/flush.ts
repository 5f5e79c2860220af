// Numbers so small that they cannot matter are set to zero by the optimizers' updates: WebAssembly cannot flush denormals, and
// the moments of a unit that has died would otherwise become denormal and slow every later step.

/** Below these, gradients, moments and parameters are set to zero. */
export const LEAST_GRADIENT = memory.data<f32>([1e-16]);
export const LEAST_MOMENT = memory.data<f32>([1e-30]);
export const LEAST_PARAMETER = memory.data<f32>([1e-20]);

/** v where |v| ≥ limit, else 0. */
// @ts-ignore: decorator
@inline
export function flush(v: v128, limit: v128): v128 {
  return v128.andnot(v, f32x4.lt(f32x4.abs(v), limit));
}

/** A moment that counts for nothing is zero, not 0 · ∞: the square of a large gradient may have been infinite. */
export function forget(moment: usize, start: usize, stop: usize, share: f32): void {
  if (share == 0) memory.fill(moment + start, 0, stop - start);
}
