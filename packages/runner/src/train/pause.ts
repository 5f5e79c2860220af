import { setImmediate } from "node:timers/promises";

/** Called between steps; true where the training is to stop. */
export type Pause = () => Promise<boolean>;

/** Milliseconds of steps between two looks at the event loop, where signals and terminals wait. */
const SLICE = 40;

/** Lets the event loop turn now and then, and tells whether `signal` was aborted. The clock decides nothing else. */
export function createPause(signal: AbortSignal, onTurn: () => void = () => {}): Pause {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < SLICE) return false;
    onTurn();
    await setImmediate();
    last = performance.now();
    return signal.aborted;
  };
}
