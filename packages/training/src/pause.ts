import { nextTurn } from "#next-turn";

/** The event loop's turn between steps. */
export interface Pause {
  /** Whether it is time for one: asked after every step, at no cost. */
  isDue(): boolean;
  /** Lets the event loop turn; true where the training is to stop. */
  turn(): Promise<boolean>;
}

/** Milliseconds of steps between two looks at the event loop, where signals and terminals wait. */
const SLICE = 40;

/** Lets the event loop turn now and then, and tells whether `signal` was aborted. The clock decides nothing else. */
export function createPause(signal: AbortSignal): Pause {
  let last = performance.now();
  return {
    isDue: () => performance.now() - last >= SLICE,
    async turn() {
      await nextTurn();
      last = performance.now();
      return signal.aborted;
    },
  };
}
