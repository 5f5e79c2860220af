import { setImmediate } from "node:timers/promises";

/** Resolves when the event loop has turned. */
export const nextTurn = (): Promise<void> => setImmediate();
