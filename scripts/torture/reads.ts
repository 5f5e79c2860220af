import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeCheckpoint, readRun } from "../../packages/runs/src/store/index.ts";
import type { Promised } from "./contract.ts";
import { sleep, start } from "./processes.ts";
import { runIn, writeSpec } from "./training.ts";

/** A reader that looks at a run all the while it is written. */
export const reads: Promised = {
  about: "10,000 reads of a run and its checkpoints while it is being written: none is partial",
  async run({ quick, folder, say }) {
    const wanted = quick ? 1500 : 10_000;
    const lost: string[] = [];
    let tried = 0;
    for (let round = 0; tried < wanted; round++) {
      const { child, ended } = start(folder, [
        "run",
        writeSpec(folder),
        "--quiet",
        "--seed",
        String(round),
        "--threads",
        "1",
      ]);
      for (let run = runIn(folder); child.exitCode === null && tried < wanted; run = runIn(folder)) {
        if (tried % 20 === 0 || run === undefined) await sleep(1);
        if (run === undefined) continue;
        tried++;
        try {
          const { notes } = readRun(run);
          if (notes.length > 0) lost.push(notes.join());
          const newest = checkpointIn(run);
          if (newest !== undefined) decodeCheckpoint(newest);
        } catch (error) {
          lost.push(String(error));
        }
      }
      if (tried >= wanted) child.kill("SIGKILL");
      await ended;
      say(`${tried} of ${wanted}`);
    }
    return { tried, survived: tried - lost.length, lost };
  },
};

/** The bytes of the newest checkpoint; undefined where there is none, or it has just made room for a newer one. */
function checkpointIn(run: string): Uint8Array | undefined {
  try {
    const [name] = readdirSync(join(run, "checkpoints"))
      .filter((entry) => entry.startsWith("step-"))
      .sort()
      .reverse();
    return name === undefined ? undefined : readFileSync(join(run, "checkpoints", name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
