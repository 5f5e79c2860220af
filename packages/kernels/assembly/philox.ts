// Philox4x32-10 (Salmon et al. 2011): a generator without state. Four 32-bit draws are a function of a key (two words)
// and a counter (four words), so that element i of step t gets the same draw whatever thread computes it.

/** Scalar form: writes the four words to `to`. */
export function philox(k0: u32, k1: u32, c0: u32, c1: u32, c2: u32, c3: u32, to: usize): void {
  for (let round = 0; round < 10; round++) {
    const p0 = <u64>0xd2511f53 * <u64>c0, p1 = <u64>0xcd9e8d57 * <u64>c2;
    const n0 = <u32>(p1 >> 32) ^ c1 ^ k0, n2 = <u32>(p0 >> 32) ^ c3 ^ k1;
    c1 = <u32>p1;
    c3 = <u32>p0;
    c0 = n0;
    c2 = n2;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  store<u32>(to, c0);
  store<u32>(to, c1, 4);
  store<u32>(to, c2, 8);
  store<u32>(to, c3, 12);
}

/** High words of the 32×32-bit products, lane by lane. */
// @ts-ignore: decorator
@inline
function high(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b), 1, 3, 5, 7);
}

/** Four counters at once, c0 in the lanes; the results of word w stand at `to` + 16 w. */
// @ts-ignore: decorator
@inline
export function philoxLanes(key0: u32, key1: u32, counter: v128, c1: u32, c2: u32, c3: u32, to: usize): void {
  let k0 = key0, k1 = key1;
  let x0 = counter, x1 = i32x4.splat(c1), x2 = i32x4.splat(c2), x3 = i32x4.splat(c3);
  const m0 = i32x4.splat(0xd2511f53), m1 = i32x4.splat(0xcd9e8d57);
  for (let round = 0; round < 10; round++) {
    const n0 = v128.xor(v128.xor(high(x2, m1), x1), i32x4.splat(k0));
    const n2 = v128.xor(v128.xor(high(x0, m0), x3), i32x4.splat(k1));
    x1 = i32x4.mul(x2, m1);
    x3 = i32x4.mul(x0, m0);
    x0 = n0;
    x2 = n2;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  v128.store(to, x0);
  v128.store(to, x1, 16);
  v128.store(to, x2, 32);
  v128.store(to, x3, 48);
}

/** A draw in [0, 1) with 24 bits. */
// @ts-ignore: decorator
@inline
export function uniform(word: usize): f64 {
  return <f64>(load<u32>(word) >> 8) * (1.0 / 16777216.0);
}

/** A draw of 0 … count − 1. */
// @ts-ignore: decorator
@inline
export function drawBelow(count: i32, word: usize): i32 {
  return <i32>(uniform(word) * <f64>count);
}
