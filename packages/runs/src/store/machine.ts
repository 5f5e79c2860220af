import { availableParallelism, cpus, machine, release, totalmem, type } from "node:os";
import type { Machine } from "./record.ts";

/** The machine this process runs on. */
export const thisMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() || "unknown",
  cores: availableParallelism(),
  memory: totalmem(),
  os: `${type()} ${release()} ${machine()}`,
  node: process.version,
  v8: process.versions.v8,
});
