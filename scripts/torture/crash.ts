import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Promised } from "./contract.ts";
import { assay, sleep, start } from "./processes.ts";
import { numbers, runIn, traceOf, unharmed, writeSpec } from "./training.ts";

/** Whether a process has a save that is not finished, in a run's folder or among its checkpoints: the file remains if it is killed. */
const isSaving = (run: string | undefined, { pid }: ChildProcess): boolean =>
  run !== undefined &&
  [run, join(run, "checkpoints")].some(
    (folder) => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(`.${pid}.tmp`)),
  );

/** Killed at random moments, one in five of them or more in the middle of a save, and gone on from each time. */
export const crash: Promised = {
  about:
    "kill -9 at random moments, a fifth within a save, gone on from on 1 to 3 threads: the uninterrupted run's hashes and metrics",
  async run({ quick, folder, say }) {
    const whole = join(folder, "whole");
    mkdirSync(whole);
    const expected = unharmed(whole);
    const random = numbers(1);
    const kills = quick ? 6 : 50;
    const lost: string[] = [];
    let tried = 0;
    let inside = 0; // kills within a save
    let since = 0; // kills in the training at hand
    for (let round = 0; tried < kills; round++) {
      const cwd = join(folder, `killed-${round}`);
      mkdirSync(cwd);
      const spec = writeSpec(cwd);
      for (let isOver = false; !isOver && tried < kills; ) {
        const { child, ended } = start(cwd, ["run", spec, "--quiet", "--threads", String(1 + (tried % 3))]);
        const inSave = tried % 3 === 0 || kills - tried <= kills / 5 - inside;
        await sleep(500 + 1800 * random());
        for (let i = 0; inSave && i < 20_000 && child.exitCode === null && !isSaving(runIn(cwd), child); i++) {
          if (i % 200 === 0) await sleep(0);
        }
        isOver = child.exitCode !== null;
        child.kill("SIGKILL");
        await ended;
        if (isOver) continue;
        tried++;
        since++;
        if (isSaving(runIn(cwd), child)) inside++;
      }
      const { status, stderr } = assay(cwd, ["run", spec, "--quiet"]);
      const run = runIn(cwd);
      const isSame = status === 0 && run !== undefined && traceOf(run) === expected;
      if (!isSame)
        for (let i = 0; i < since; i++) lost.push(`round ${round}: exit ${status}, ${stderr.trim().slice(0, 200)}`);
      say(`${tried} of ${kills} killed, ${inside} within a save`);
      since = 0;
    }
    if (inside < kills / 5) lost.push(`only ${inside} were killed within a save`);
    return { tried, survived: tried - lost.length, lost };
  },
};
