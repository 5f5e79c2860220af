import type { Engine, Run } from "@assay/kernels";
import type { Pause } from "../pause.ts";
import { runToEnd } from "../slices.ts";
import { secondsACall } from "./seconds-a-call.ts";

/** How often, and about how long a round, something is run. */
export interface Pace {
  readonly rounds: number;
  readonly seconds: number;
}

/**
 * Seconds of one run, the best that was seen. What takes about as long as a round, or longer, is run in slices, twice at least.
 * @returns undefined where it was asked to stop
 */
export async function secondsInSlices(
  engine: Engine,
  run: Run,
  { rounds, seconds }: Pace,
  pause: Pause,
): Promise<number | undefined> {
  const began = performance.now();
  const elapsed = (since: number): number => (performance.now() - since) / 1000;
  let best = Number.POSITIVE_INFINITY;
  for (let runs = 0; runs < 2 || elapsed(began) < rounds * seconds; runs++) {
    const start = performance.now();
    if (!(await runToEnd(engine, run, pause))) return undefined;
    best = Math.min(best, elapsed(start));
    if (await pause.turn()) return undefined;
    if (best > seconds / 2) continue;
    [best] = secondsACall(run, rounds, seconds) as [number];
    break;
  }
  return best;
}
