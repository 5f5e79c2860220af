import { type Call, callsOf, type Engine, type Program, programOf } from "@assay/kernels";
import type { Pause } from "../pause.ts";
import { type Pace, secondsInSlices } from "./seconds-in-slices.ts";

/** A kernel call with the seconds that it takes alone. */
export interface TimedCall {
  readonly call: Call;
  readonly seconds: number;
}

/**
 * Times each call of a loaded program alone, its data as hot as the caches hold it.
 * @param pause default: nothing asks it to stop
 * @returns undefined where it was asked to
 */
export async function timeCalls(
  engine: Engine,
  program: Program,
  pace: Pace,
  pause: Pause = NEVER,
): Promise<TimedCall[] | undefined> {
  const timed: TimedCall[] = [];
  for (const call of callsOf(program.phases)) {
    const [run] = engine.load(programOf(program, [call]));
    const seconds = await secondsInSlices(engine, run, pace, pause);
    if (seconds === undefined) return undefined;
    timed.push({ call, seconds });
  }
  return timed;
}

const NEVER: Pause = { isDue: () => false, turn: () => Promise.resolve(false) };
