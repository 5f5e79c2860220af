import type { Engine, Run } from "@assay/kernels";
import type { Pause } from "./pause.ts";

/** Runs a program to its end, a long one in slices. @returns false where it is to stop: see `finish` */
export const runToEnd = async (engine: Engine, run: Run, pause: Pause): Promise<boolean> =>
  run.start(pause.isDue) || finish(engine, run.proceed, pause);

/**
 * Goes on with a long program, slice by slice, while the event loop turns in between.
 *
 * @param proceed runs one more slice, and tells whether the program is done: see `Run` of the kernels
 * @returns false where it is to stop: the team has been ended, and what the program wrote is unfinished
 */
export async function finish(engine: Engine, proceed: Run["proceed"], pause: Pause): Promise<boolean> {
  do {
    if (await pause.turn()) {
      await engine.abandon();
      return false;
    }
  } while (!proceed(pause.isDue));
  return true;
}
