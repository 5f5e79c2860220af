import type { Terminal } from "../terminal/index.ts";
import type { Paths } from "./paths.ts";
import type { Services } from "./services.ts";
import type { SignalSource } from "./stop-signal.ts";

/** What a command works with; a test substitutes its own for each. */
export interface Context {
  readonly terminal: Terminal;
  readonly paths: Paths;
  readonly services: Services;
  readonly clock: Clock;
  /** Where SIGINT and SIGTERM arrive, and how to end at once. */
  readonly process: SignalSource;
}

interface Clock {
  readonly now: () => Date;
  /** Seconds since the process began. */
  readonly seconds: () => number;
}
