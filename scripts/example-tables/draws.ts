/** Draws that are the same on every machine: a generator of 32 bits (mulberry32), and sums of what it gives. */
export function createDraws(seed: number) {
  let state = seed >>> 0;
  /** Evenly from 0 to 1. */
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), bits | 61)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    /** About normal: the sum of twelve uniform draws has variance 1 (Irwin and Hall). */
    normal: (mean: number, deviation: number): number => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += uniform();
      return mean + deviation * sum;
    },
    /** One of these. */
    choice: <T>(values: readonly T[]): T => values[Math.floor(uniform() * values.length)] as T,
  };
}
