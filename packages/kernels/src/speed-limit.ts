import type { Engine } from "./engine.ts";

/** Floating-point operations of one turn of assembly/probe.ts: 12 chains of so many lanes, a multiplication and an addition. */
const turnOf = (lanes: number): number => 24 * lanes;

/** Turns that take some 1 ms: short enough that some pieces run undisturbed. */
const TURNS = 500_000;

const PIECES = 60;

/**
 * What one thread can reach at most, in floating-point operations a second: multiply-adds without a load or a store, the
 * best of many short pieces. Measured again at each call, as a machine's clock is not always the same.
 */
export function multiplyAddLimit(engine: Engine): number {
  let best = Number.POSITIVE_INFINITY;
  for (let piece = 0; piece < PIECES; piece++) {
    const start = performance.now();
    engine.multiplyAdds(TURNS);
    best = Math.min(best, performance.now() - start);
  }
  return (TURNS * turnOf(engine.wide ? 8 : 4)) / (best / 1000);
}
