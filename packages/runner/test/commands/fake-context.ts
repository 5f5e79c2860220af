import { join } from "node:path";
import type { Context } from "../../src/commands/context.ts";
import { fakeTerminal } from "../terminal/screen.ts";
import { fakeServices } from "./fake-services.ts";

/** What a command needs that is called in the test's own process: results in a folder, a clock that stands, a fake trainer. */
export const fakeContext = (folder: string): Context => ({
  terminal: fakeTerminal().terminal,
  paths: {
    folder: ".",
    inFolder: (path) => path,
    existing: (path) => path,
    output: () => join(folder, "results"),
    shown: (path) => path,
  },
  clock: { now: () => new Date(0), seconds: () => 0 },
  process: { on: () => undefined, off: () => undefined, exit: () => undefined },
  services: fakeServices,
});
