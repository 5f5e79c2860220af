import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readRun } from "../../packages/runs/src/store/index.ts";
import type { Promised } from "./contract.ts";
import { start } from "./processes.ts";
import { writeSmall } from "./small.ts";

/** Many processes at once in one results folder: some of the same run, most of runs of their own. */
export const together: Promised = {
  about:
    "processes started at once, every tenth for the same run: each run whole and once, the others refused with exit 3",
  async run({ quick, folder, say }) {
    const spec = writeSmall(folder);
    const processes = quick ? 40 : 200;
    const seeds = Array.from({ length: processes }, (_, i) => (i % 10 === 0 ? 0 : i));
    const ended = await Promise.all(
      seeds.map((seed) => start(folder, ["run", spec, "--quiet", "--threads", "1", "--seed", String(seed)]).ended),
    );
    say("all have ended");
    const lost: string[] = [];
    for (const [i, { status, stderr }] of ended.entries()) {
      const isRight = status === 0 || (status === 3 && seeds[i] === 0);
      if (!isRight) lost.push(`seed ${seeds[i]}: exit ${status}, ${stderr.trim().slice(0, 200)}`);
    }
    const experiment = join(folder, "results", "small");
    const names = readdirSync(experiment);
    const wanted = new Set(seeds).size;
    if (names.length !== wanted)
      lost.push(
        `${names.length} folders for ${wanted} runs: ${names.filter((name) => name.startsWith(".")).join(" ")}`,
      );
    for (const name of names) {
      const { record, notes } = readRun(join(experiment, name));
      if (record.status !== "completed" || notes.length > 0) lost.push(`${name}: ${record.status} ${notes.join()}`);
    }
    return { tried: processes, survived: Math.max(processes - lost.length, 0), lost };
  },
};
