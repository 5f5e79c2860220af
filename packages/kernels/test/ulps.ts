const value = new Float64Array(1);
const bits = new BigInt64Array(value.buffer);

/** The position of a number among all doubles in ascending order; 0 and −0 share one. */
function rank(x: number): bigint {
  value[0] = x;
  const [word] = bits as unknown as [bigint];
  return word < 0n ? -(word & 0x7fffffffffffffffn) : word;
}

/** How many doubles apart two numbers are; NaN is 0 from NaN and infinitely far from all others. */
export function ulps(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(Number(rank(a) - rank(b)));
}

/** `count` numbers from `from` to `to`, in steps that hit no round numbers in between. */
export const range = (from: number, to: number, count = 20_000): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => from + (to - from) * (i === count - 1 ? 1 : (i * 1.000_001) / count));

/** `count` numbers of either sign whose logarithms are spread evenly between those of `from` and `to`. */
export const magnitudes = (from: number, to: number, count = 20_000): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => (i % 2 ? -1 : 1) * from * (to / from) ** (i / count));

/** The largest of `error(x)` over `inputs`, and where. */
export function worst(
  inputs: Iterable<number>,
  error: (x: number) => number,
): { readonly error: number; readonly at: number } {
  let largest = { error: 0, at: 0 };
  for (const at of inputs) {
    const found = error(at);
    if (!(found <= largest.error)) largest = { error: found, at };
  }
  return largest;
}
