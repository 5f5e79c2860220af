import { setImmediate } from "node:timers/promises";

/** Called between steps; true where the training is to stop. `onTurn` is called each time the event loop is about to turn. */
export type Pause = (onTurn?: () => void) => Promise<boolean>;

/** Milliseconds of steps between two looks at the event loop, where signals and terminals wait. */
const SLICE = 40;

/** Lets the event loop turn now and then, and tells whether `signal` was aborted. The clock decides nothing else. */
export function createPause(signal: AbortSignal): Pause {
  let last = performance.now();
  return async (onTurn) => {
    if (performance.now() - last < SLICE) return false;
    onTurn?.();
    await setImmediate();
    last = performance.now();
    return signal.aborted;
  };
}
