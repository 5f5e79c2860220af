/**
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): four 32-bit draws as a function
 * of a key of two words and a counter of four.
 */
export function philox(
  key: readonly [number, number],
  counter: readonly [number, number, number, number],
): [number, number, number, number] {
  let [k0, k1] = key;
  let [c0, c1, c2, c3] = counter;
  for (let round = 0; round < 10; round++) {
    const p0 = BigInt(c0 >>> 0) * 0xd2511f53n;
    const p1 = BigInt(c2 >>> 0) * 0xcd9e8d57n;
    const low = (p: bigint): number => Number(p & 0xffffffffn);
    const high = (p: bigint): number => Number(p >> 32n);
    [c0, c1, c2, c3] = [(high(p1) ^ c1 ^ k0) >>> 0, low(p1), (high(p0) ^ c3 ^ k1) >>> 0, low(p0)];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** A draw in [0, 1) with 24 bits. */
export const uniform = (word: number): number => (word >>> 8) / 16777216;

/** A draw of 0 … count − 1. */
export const below = (count: number, word: number): number => Math.floor(uniform(word) * count);

/** The key whose two words begin at an address. */
export const keyAt = (u32: Uint32Array, address: number): readonly [number, number] => [
  u32[address / 4] as number,
  u32[address / 4 + 1] as number,
];
