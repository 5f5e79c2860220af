// What every kernel shares: the multiply-add of this build, the thread's workspace, small vector helpers.

/** Start of this thread's private workspace; set before each program. */
export let scratch: usize = 0;
/**
 * 128 bytes of the thread's own: eight vectors in `foldEight`, eight channels' sums in `sumSamples`, two panels' of the bias in
 * conv2d_backward_weight.
 */
export let spill: usize = 0;
/** A copy of a call's arguments, where some of them are thread-local: see team.ts. The offsets stand in src/workspace.ts, too. */
export let ownArguments: usize = 0;
export function setScratch(address: usize): void {
  spill = address;
  ownArguments = address + 128;
  scratch = address + 384;
}

/**
 * Whether products do two panels at a time: faster where V8 merges pairs of vector operations, slower elsewhere, and the same
 * bits. Set before each engine runs.
 */
export let wide: bool = false;
export function setWide(value: i32): void {
  wide = value != 0;
}

/**
 * a·b + c: one rounding in the fused build, two in the strict one. FUSED is 1 or 0, an integer constant that the build
 * gives to the compiler (--use).
 */
// @ts-ignore: decorator
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  // @ts-ignore: defined by the build
  if (FUSED) return v128.relaxed_madd<f32>(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Elements in a unit of what runs over whole blocks: updates, gradients; src/kernels/run.ts has the same number. */
export const RUN: i32 = 4096;

/** Rounds a byte count up to whole cache lines. */
// @ts-ignore: decorator
@inline
export function lines(bytes: usize): usize {
  return (bytes + 63) & ~63;
}

/** value − largest: rounded to f32, but where that would overflow. */
// @ts-ignore: decorator
@inline
export function below(value: f32, largest: f32): f64 {
  const difference = value - largest;
  return difference == -Infinity ? <f64>value - <f64>largest : <f64>difference;
}

/** Lane 0 of a vector operation, for the elements that are left over after the last whole vector. */
// @ts-ignore: decorator
@inline
export function first(v: v128): f32 {
  return f32x4.extract_lane(v, 0);
}

/**
 * A number for all four lanes of a vector that a loop uses over and over, at an address that `memory.data` gave it. V8
 * puts a constant vector together at each use, in three or four instructions; one that was loaded it keeps.
 */
// @ts-ignore: decorator
@inline
export function kept(address: usize): v128 {
  return v128.load32_splat(address);
}
