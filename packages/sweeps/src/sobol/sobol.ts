import { DIRECTIONS } from "./directions.ts";

/** Bits of a coordinate. */
const BITS = 32;

/** Most dimensions that there are direction numbers for. */
export const MOST_DIMENSIONS = DIRECTIONS.length + 1;

/** The direction numbers v of a dimension, from 0, one a bit: v_i = m_i 2^(32 - i), by the recurrence of the polynomial. */
function directionsOf(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  const row = DIRECTIONS[dimension - 1];
  if (!row) return v.map((_, i) => 2 ** (BITS - 1 - i)); // the first dimension is van der Corput's
  const [a, m] = row;
  const degree = m.length;
  for (let i = 0; i < BITS; i++) {
    if (i < degree) {
      v[i] = ((m[i] as number) << (BITS - 1 - i)) >>> 0;
      continue;
    }
    let value = (v[i - degree] as number) ^ ((v[i - degree] as number) >>> degree);
    for (let k = 1; k < degree; k++) if ((a >> (degree - 1 - k)) & 1) value ^= v[i - k] as number;
    v[i] = value >>> 0;
  }
  return v;
}

/**
 * The Sobol sequence (I. M. Sobol, 1967), point after point from the origin on, in the order of the Gray code (Antonov and
 * Saleev, 1979): as whole numbers of 32 bits, of which 2^32 are 1. Compare torch.quasirandom.SobolEngine.
 */
export function createSobol(dimensions: number): () => Uint32Array {
  const directions = Array.from({ length: dimensions }, (_, dimension) => directionsOf(dimension));
  const point = new Uint32Array(dimensions);
  let index = 0;
  return () => {
    const answer = point.slice();
    const bit = 31 - Math.clz32(~index & (index + 1)); // the lowest zero
    for (const [i, v] of directions.entries()) point[i] = ((point[i] as number) ^ (v[bit] as number)) >>> 0;
    index++;
    return answer;
  };
}
