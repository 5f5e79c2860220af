import type { Context } from "./context.ts";
import { type StopSignal, watchSignals } from "./stop-signal.ts";

/**
 * Watches for signals while a command computes. At the first one it says what is still finished, unless it is to be quiet.
 *
 * @param what "step": what is finished first
 * @param clear makes room on the terminal before that is said
 */
export const stopAfter = (
  what: string,
  { quiet }: { readonly quiet: boolean },
  { process, clock, terminal }: Context,
  clear: () => void = () => undefined,
): StopSignal =>
  watchSignals(
    process,
    () => clock.seconds() * 1000,
    () => {
      clear();
      if (!quiet) terminal.err.write(`Stopping after this ${what}; once more ends at once.\n`);
    },
  );
