import { existsSync, mkdirSync, readdirSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Promised } from "./contract.ts";
import { assay, sleep, start } from "./processes.ts";
import { numbers, runIn, traceOf, unharmed, writeSpec } from "./training.ts";

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Processes that are still at work in a folder: children that outlive their command. */
function processesIn(folder: string): number {
  const isInside = (pid: string): boolean => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false; // It has ended meanwhile, or is somebody else's.
    }
  };
  return existsSync("/proc/self")
    ? readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isInside(name)).length
    : 0;
}

/** Interrupted at random moments, then gone on from. */
export const signals: Promised = {
  about:
    "SIGINT and SIGTERM at random moments: over within 5 s, exit 130 or 143, no lock and no process left, the same end when resumed",
  async run({ quick, folder, say }) {
    const whole = join(folder, "whole");
    mkdirSync(whole);
    const expected = unharmed(whole);
    const random = numbers(2);
    const moments = quick ? 4 : 20;
    const lost: string[] = [];
    for (let i = 0; i < moments; i++) {
      const cwd = join(realpathSync(folder), `stopped-${i}`);
      mkdirSync(cwd);
      const spec = writeSpec(cwd);
      const name = i % 2 === 0 ? "SIGINT" : "SIGTERM";
      const { child, ended } = start(cwd, ["run", spec, "--quiet", "--threads", String(1 + (i % 2))]);
      await sleep(600 + 3000 * random());
      const before = performance.now();
      child.kill(name);
      const { status, stderr } = await ended;
      const seconds = (performance.now() - before) / 1000;
      const run = runIn(cwd);
      const left = run === undefined ? [] : readdirSync(dirname(run)).filter((entry) => entry.startsWith("."));
      const orphans = processesIn(cwd);
      const resumed = assay(cwd, ["run", spec, "--quiet"]);
      const end = runIn(cwd);
      const isSame = resumed.status === 0 && end !== undefined && traceOf(end) === expected;
      // Before the command line has begun to listen, the system's own way of ending is right, too.
      const isRight =
        (status === CODES[name] || (status === null && run === undefined)) &&
        seconds <= 5 &&
        left.length === 0 &&
        orphans === 0;
      if (!isRight || !isSame)
        lost.push(
          `${name}: exit ${status} after ${seconds.toFixed(1)} s, left ${left.join(" ") || "nothing"} and ${orphans} processes, resumed alike: ${isSame}; ${stderr.trim().slice(0, 200)}`,
        );
      say(`${i + 1} of ${moments}`);
    }
    return { tried: moments, survived: moments - lost.length, lost };
  },
};
