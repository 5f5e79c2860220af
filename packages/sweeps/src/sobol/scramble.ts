/**
 * Owen's nested uniform scrambling of a coordinate of 32 bits, by a hash: each bit is flipped depending on those above it
 * (B. Burley, "Practical hash-based Owen scrambling", JCGT 9 (2020) 4, after S. Laine and T. Karras, 2011). A scrambled
 * sequence has the stratification of the original, and no point at the origin.
 */
export function scramble(coordinate: number, seed: number): number {
  let x = reverse(coordinate);
  x = (x + seed) >>> 0;
  x = (x ^ Math.imul(x, 0x6c50b47c)) >>> 0;
  x = (x ^ Math.imul(x, 0xb82f1e52)) >>> 0;
  x = (x ^ Math.imul(x, 0xc7afe638)) >>> 0;
  x = (x ^ Math.imul(x, 0x8d22f6e6)) >>> 0;
  return reverse(x);
}

/** The 32 bits in the other order. */
function reverse(value: number): number {
  let x = value;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}
