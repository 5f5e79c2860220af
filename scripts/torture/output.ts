import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Promised } from "./contract.ts";
import { ASSAY, assay } from "./processes.ts";
import { weightsIn, writeSmall } from "./small.ts";

/** What a shell does to the two streams, the exit code that is right, and what must be said where somebody can read it. */
const CASES: readonly (readonly [redirection: string, flags: string, code: number, said?: RegExp])[] = [
  ["> /dev/full", "--quiet", 1, /^error: .* cannot write the result to stdout: no space left on the device/],
  ["> /dev/full", "--json", 1, /cannot write the result to stdout: no space left on the device/],
  ["2> /dev/full", "", 0, /Not written {3}the progress, to stderr: no space left on the device/],
  ["2> /dev/full", "--json", 0, /"status":"completed"/],
  ["> /dev/full 2> /dev/full", "", 1],
  [">&-", "", 0],
  ["2>&-", "", 0, /Test accuracy/],
  ["<&- >&- 2>&-", "", 0],
  ["| true", "--quiet", 0, /cannot write the result to stdout: nobody reads it any more/],
  ["| head -n 1", "", 0, /^Test accuracy/m],
  ["2> >(true)", "", 0, /Not written {3}the progress, to stderr: nobody reads it any more/],
  ["2>&1 | (sleep 4; cat)", "", 0, /Test accuracy/],
];

/** Streams that are closed, full, slow, or that nobody reads. */
export const output: Promised = {
  about:
    "stdout and stderr closed, full, slow or unread: the run is whole, and the other stream tells what was not written",
  missing: () => (existsSync("/dev/full") && existsSync("/bin/bash") ? undefined : "there is no /dev/full or no bash"),
  async run({ quick, folder, say }) {
    const whole = join(folder, "whole");
    mkdirSync(whole);
    assay(whole, ["run", writeSmall(whole), "--quiet"]);
    const expected = weightsIn(whole);
    const chosen = quick ? CASES.filter((_, i) => [0, 2, 8, 10].includes(i)) : CASES;
    const lost: string[] = [];
    for (const [i, [redirection, flags, code, said]] of chosen.entries()) {
      const cwd = join(folder, String(i));
      mkdirSync(cwd);
      // The exit code is that of the command, not of what it is piped into.
      const script = `"$0" "$1" run ${writeSmall(cwd)} ${flags} ${redirection}; exit \${PIPESTATUS[0]}`;
      const { status, stdout, stderr } = spawnSync("/bin/bash", ["-c", script, process.execPath, ASSAY], {
        cwd,
        encoding: "utf8",
      });
      const shown = stdout + stderr;
      const isSame = expected !== undefined && weightsIn(cwd) === expected;
      const isSaid = (said?.test(shown) ?? true) && !/a bug in Assay| at \S+:\d+/.test(shown);
      if (status !== code || !isSame || !isSaid)
        lost.push(`${redirection} ${flags}: exit ${status}, alike: ${isSame}; ${shown.slice(-200)}`);
      say(`${redirection}: exit ${status}`);
    }
    return { tried: chosen.length, survived: chosen.length - lost.length, lost };
  },
};
