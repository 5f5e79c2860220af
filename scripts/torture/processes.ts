import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The command line. */
export const ASSAY = fileURLToPath(new URL("../../packages/runner/src/assay.ts", import.meta.url));

/** A command that has ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** The words of a command of Assay in this Node, behind those of another program where there is one. */
const wordsOf = (args: readonly string[], before: readonly string[] = []): [string, ...string[]] =>
  [...before, process.execPath, ASSAY, ...args] as [string, ...string[]];

/** Runs a command of Assay to its end. @param before a program that runs it, such as strace with its flags */
export function assay(cwd: string, args: readonly string[], before: readonly string[] = []): Ended {
  const [command, ...rest] = wordsOf(args, before);
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(command, rest, { cwd, encoding: "utf8", maxBuffer: 2 ** 26 });
  return { status, stdout, stderr, seconds: (performance.now() - began) / 1000 };
}

/** Starts a command of Assay. */
export function start(cwd: string, args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const [command, ...rest] = wordsOf(args);
  const began = performance.now();
  const child = spawn(command, rest, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const shown = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (chunk: string) => {
      shown[name] += chunk;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (status) => resolve({ status, ...shown, seconds: (performance.now() - began) / 1000 }));
  });
  return { child, ended };
}

/** Whether a program can be run here. */
export const has = (program: string): boolean =>
  spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
