import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Promised } from "./contract.ts";
import { ASSAY, has } from "./processes.ts";
import { weightsIn, writeSmall } from "./small.ts";

/** A module that does nothing: where Node itself cannot run it under a limit, Assay cannot say anything either. */
const NOTHING = fileURLToPath(new URL("./small.ts", import.meta.url));

const range = (from: number, to: number, by: number): number[] =>
  Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, i) => from + by * i);

/** A limit: how a shell sets it, its values, and what an error must name. */
const LIMITS = {
  "address space": {
    before: (k: number) => `ulimit -v ${k * 1024};`,
    values: range(1400, 22_000, 400),
    named: /ulimit -v/,
  },
  "open files": { before: (n: number) => `ulimit -n ${n};`, values: range(18, 60, 1), named: /ulimit -n/ },
  threads: { before: (n: number) => `ulimit -u ${n};`, values: range(7, 20, 1), named: /ulimit -u/ },
  heap: { before: () => "", values: range(16, 96, 8), named: /--max-old-space-size/ },
} as const;

/** Another user: no limit on threads holds for root. */
const OTHER = ["setpriv", "--reuid", "23456", "--regid", "23456", "--clear-groups"] as const;

/** A shell command under a limit. Node that hangs by itself, as it does where it gets no thread at all, is ended. */
function under(name: keyof typeof LIMITS, value: number, cwd: string, args: readonly string[]) {
  const heap = name === "heap" ? [`--max-old-space-size=${value}`] : [];
  const script = `${LIMITS[name].before(value)} exec "$@"`;
  const [command, ...rest] = [
    ...(name === "threads" ? OTHER : []),
    ...["/bin/bash", "--norc", "-c", script, "bash", process.execPath, ...heap, ...args],
  ] as [string, ...string[]];
  return spawnSync(command, rest, { cwd, encoding: "utf8", timeout: 60_000, killSignal: "SIGKILL" });
}

/** Limits of the process, in steps from where Node itself starts to where nothing is amiss. */
export const limits: Promised = {
  about:
    "limits on address space, open files, threads and heap: the right weights, or one line naming the limit and exit 1",
  missing: () => (process.platform === "linux" ? undefined : "the limits are those of Linux"),
  async run({ quick, folder, say }) {
    const lost: string[] = [];
    let tried = 0;
    let expected: string | undefined;
    chmodSync(folder, 0o755);
    for (const [name, { values, named }] of Object.entries(LIMITS) as [
      keyof typeof LIMITS,
      (typeof LIMITS)["heap"],
    ][]) {
      if (name === "threads" && (!has("setpriv") || under(name, 1000, folder, ["-e", "0"]).status !== 0)) {
        say("threads: left out, as no other user can run Node here");
        continue;
      }
      const ends = { whole: 0, told: 0 };
      for (const value of values.filter((_, i) => !quick || i % 9 === 1)) {
        const cwd = join(folder, `${name}-${value}`.replace(" ", "-"));
        mkdirSync(cwd);
        chmodSync(cwd, 0o777);
        if (under(name, value, cwd, [NOTHING]).status !== 0) continue;
        const spec = writeSmall(cwd);
        const { status, stderr } = under(name, value, cwd, [ASSAY, "run", spec, "--quiet", "--threads", "3"]);
        tried++;
        const weights = weightsIn(cwd);
        if (status === 0) expected ??= weights;
        const isWhole = status === 0 && weights !== undefined && weights === expected;
        const isTold =
          status === 1 && weights === undefined && /^error: \[?[^\n]+\n$/.test(stderr) && named.test(stderr);
        if (isWhole) ends.whole++;
        else if (isTold && !stderr.includes("a bug in Assay")) ends.told++;
        else lost.push(`${name} ${value}: exit ${status}, ${stderr.trim().slice(0, 200)}`);
      }
      say(`${name}: ${ends.whole} trained, ${ends.told} refused`);
    }
    return { tried, survived: tried - lost.length, lost };
  },
};
