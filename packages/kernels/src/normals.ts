import { cos, log, sin } from "./math.ts";
import { philox, uniform } from "./philox.ts";

/**
 * Standard normal draw `index` of the counters (·, c1, c2, c3), by Box and Muller (1958): number 16b + 4w + l is made of the
 * words of the counter (4b + l, c1, c2, c3), w = 0 and 1 of its first two, 2 and 3 of the others.
 */
export function normal(key: readonly [number, number], index: number, c1: number, c2: number, c3: number): number {
  const words = philox(key, [Math.floor(index / 16) * 4 + (index % 4), c1, c2, c3]);
  const w = Math.floor(index / 4) % 4;
  const [u, v] = words.slice(w < 2 ? 0 : 2) as [number, number];
  const angle = 2 * Math.PI * uniform(v);
  return Math.sqrt(-2 * log(uniform(u) + 1 / 16777216)) * (w % 2 === 0 ? cos(angle) : sin(angle));
}
