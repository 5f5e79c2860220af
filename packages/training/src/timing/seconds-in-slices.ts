import type { Engine } from "@assay/kernels";
import type { Pause } from "../pause.ts";
import { finish } from "../slices.ts";
import { secondsACall } from "./seconds-a-call.ts";

/** Something that can be run to its end, or in slices: see `Run`. */
export interface Sliced {
  (): void;
  start(): boolean;
  proceed(): boolean;
}

/** How often, and about how long a round, something short is run. */
export interface Pace {
  readonly rounds: number;
  readonly seconds: number;
}

/**
 * Seconds of one run, the best that was seen. What is long is run twice, in slices, between which the event loop turns.
 * @returns undefined where it was asked to stop
 */
export async function secondsInSlices(
  engine: Engine,
  run: Sliced,
  isLong: boolean,
  pace: Pace,
  pause: Pause,
): Promise<number | undefined> {
  if (!isLong) {
    const [best] = secondsACall(run, pace.rounds, pace.seconds) as [number];
    return (await pause.turn()) ? undefined : best;
  }
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 2; i++) {
    const began = performance.now();
    if (!run.start() && !(await finish(engine, run.proceed, pause))) return undefined;
    best = Math.min(best, (performance.now() - began) / 1000);
  }
  return best;
}
