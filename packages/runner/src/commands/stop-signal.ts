import { EXIT, type ExitCode } from "./exit-codes.ts";

type StopName = "SIGINT" | "SIGTERM";

/** The part of `process` that signals need. */
export interface SignalSource {
  on(name: StopName, handler: (name: StopName) => void): unknown;
  off(name: StopName, handler: (name: StopName) => void): unknown;
  exit(code: number): unknown;
}

/** Ctrl-C and kill, as something that a training can look at. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came, if one came. */
  readonly exitCode: () => ExitCode | undefined;
  readonly dispose: () => void;
}

/** A package manager passes on the SIGINT that the terminal has sent to all: two within this time (ms) are one. */
const SAME = 300;

/**
 * The first SIGINT or SIGTERM aborts; a second one ends the process at once.
 *
 * @param announce is called at the first one
 */
export function watchSignals(source: SignalSource, milliseconds: () => number, announce: () => void): StopSignal {
  const controller = new AbortController();
  let first: { readonly name: StopName; readonly at: number } | undefined;
  const handle = (name: StopName) => {
    if (first === undefined) {
      first = { name, at: milliseconds() };
      announce();
      controller.abort();
    } else if (name !== first.name || milliseconds() - first.at > SAME) source.exit(EXIT[name]);
  };
  source.on("SIGINT", handle);
  source.on("SIGTERM", handle);
  return {
    signal: controller.signal,
    exitCode: () => first && EXIT[first.name],
    dispose() {
      source.off("SIGINT", handle);
      source.off("SIGTERM", handle);
    },
  };
}
