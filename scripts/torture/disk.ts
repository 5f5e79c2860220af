import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { checkpointsFor, identityOf, readRun } from "../../packages/runs/src/store/index.ts";
import type { Promised } from "./contract.ts";
import { ASSAY, assay, type Ended, has } from "./processes.ts";
import { runIn, traceOf, unharmed, writeShort } from "./training.ts";

/** A call of the system that makes a result durable. */
type Call = "write" | "fsync" | "rename" | "mkdir";

/** The n-th call of the system that makes a result durable fails. */
export const disk: Promised = {
  about:
    "the n-th write, fsync, rename or mkdir fails: exit 1 naming the file, no bad checkpoint, the next attempt whole",
  missing: () => (has("strace") ? undefined : "strace is not installed"),
  async run({ quick, folder, say }) {
    const place = (name: string): string => {
      const path = join(realpathSync(folder), name);
      mkdirSync(path);
      return path;
    };
    const expected = unharmed(place("whole"), writeShort);
    const calls = callsOf(place("traced"));
    const every = quick ? 8 : 1;
    const cases = Object.entries(calls).flatMap(([call, { count }]) =>
      Array.from({ length: Math.ceil(count / every) }, (_, i) => [call as Call, 1 + i * every] as const),
    );
    const lost: string[] = [];
    for (const [i, [call, n]] of cases.entries()) {
      const error = i % 2 === 0 ? "ENOSPC" : "EIO";
      const cwd = place(`failing-${i}`);
      const inject = [`inject=${call}:error=${error}:when=${n}`];
      const { status, stderr } = traced(cwd, call, inject, "/dev/null", calls[call].files);
      const reached = runIn(cwd);
      const damaged = reached === undefined ? [] : damagedIn(reached);
      // Only a page about a run that is whole may be missing, or a cache of Node's, in which nothing is counted as a write.
      const isCache = call !== "write" && stderr === "";
      const isKept = isCache || stderr.startsWith("Warning: the run is kept");
      const isSaid =
        status === 0
          ? isKept && reached !== undefined && traceOf(reached) === expected
          : status === 1 && /results/.test(stderr) && !/a bug in Assay|\n {4}at /.test(stderr);
      const again = assay(cwd, ["run", writeShort(cwd), "--quiet"]);
      const run = runIn(cwd);
      const isSame = again.status === 0 && run !== undefined && traceOf(run) === expected;
      if (!isSaid || !isSame || damaged.length > 0)
        lost.push(
          `${call} ${n} ${error}: exit ${status}, ${damaged.length} damaged, again ${again.status}, alike: ${isSame}; ${stderr.trim().slice(0, 300)}`,
        );
      if (i % 10 === 9) say(`${i + 1} of ${cases.length}`);
    }
    return { tried: cases.length, survived: cases.length - lost.length, lost };
  },
};

/** The checkpoints of a run that cannot be used. */
function damagedIn(run: string) {
  const checkpoints = checkpointsFor(run, identityOf(readRun(run).record));
  for (const _ of checkpoints.newest); // read them all
  return checkpoints.passedOver;
}

interface Calls {
  readonly count: number;
  /** The files it is made on, relative to where the command runs, with $$ for the process. */
  readonly files: readonly string[];
}

/** How often a training makes each call. Writes are counted in its results only: the system has other uses for them. */
function callsOf(cwd: string): Readonly<Record<Call, Calls>> {
  const log = join(cwd, "calls.txt");
  const { status, stderr } = traced(cwd, "write,fsync,rename,mkdir", [], log);
  if (status !== 0) throw new Error(`the training itself fails under strace: ${stderr}`);
  const lines = readFileSync(log, "utf8").split("\n");
  const of = (call: Call, sought: RegExp): Calls => {
    const found = lines.flatMap((line) => sought.exec(line) ?? []);
    const files = found.map((path) => path.replace(`${cwd}/`, "").replace(/\.\d+\.tmp$/, ".$$$$.tmp"));
    return { count: found.length, files: call === "write" ? [...new Set(files)] : [] };
  };
  return {
    write: of("write", new RegExp(`(?<=\\bwrite\\(\\d+<)${RegExp.escape(cwd)}/results/[^>]+`)),
    fsync: of("fsync", /\bfsync\(/),
    rename: of("rename", /\brename\(/),
    mkdir: of("mkdir", /\bmkdir\(/),
  };
}

/**
 * Trains under strace, which is the child of the training here (-D), so that the shell's $$ is the training's own.
 *
 * @param files of calls, the only ones that are looked at; all where there are none
 */
function traced(
  cwd: string,
  call: string,
  flags: readonly string[],
  log: string,
  files: readonly string[] = [],
): Pick<Ended, "status" | "stderr"> {
  const only = files.map((file) => `-P "$PWD/${file}"`).join(" ");
  const spec = writeShort(cwd);
  const strace = ["-D", "-f", "-qqq", "-y", "-o", log, "-e", `trace=${call}`, ...flags.flatMap((flag) => ["-e", flag])];
  const command = [process.execPath, ASSAY, "run", spec, "--quiet", "--threads", "1"];
  const script = `exec strace ${only} "$@"`;
  return spawnSync("sh", ["-c", script, "sh", ...strace, ...command], { cwd, encoding: "utf8" });
}
